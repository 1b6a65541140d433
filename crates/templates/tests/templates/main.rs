//! The template library, and what happens to bundles that are wrong.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod cpims_plus;
mod library;
mod minimal;
mod mistakes;
mod policy;
mod support;
mod tutorial;
