//! The vectors that every evaluator of the rule language passes.
#![expect(
    clippy::expect_used,
    clippy::unreachable,
    reason = "a test fails by panicking"
)]

#[path = "../../examples/random_vectors/generator.rs"]
mod generator;
mod vectors;
