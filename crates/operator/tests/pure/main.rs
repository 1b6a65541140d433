//! Everything of the pipeline that needs no cluster: objects, refusals, conditions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fixtures;
mod objects;
mod refusals;
mod status;
