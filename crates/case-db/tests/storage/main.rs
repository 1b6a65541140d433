//! Storage on a real PostgreSQL, started for this test process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access_log;
mod configuration;
mod durability;
mod fixture;
mod migrations;
mod plans;
mod records;
mod scopes;
mod sealer;
mod search;
mod sign_in;
mod verify;
