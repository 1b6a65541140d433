//! `cargo xtask bench NAME`: measures, prints a table, and ends with one plain line a figure.

mod api_writes;
mod figure;
mod memory;
mod provision;
mod sample;

use anyhow::Result;
use clap::{Args, ValueEnum};

/// What `cargo xtask bench` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to measure
    #[arg(value_enum)]
    bench: Bench,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Bench {
    /// From manifest to an answering URL on the local cluster: times, memory, writes at rest
    Provision,
}

/// Runs the wanted bench.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match arguments.bench {
        Bench::Provision => provision::run(),
    }
}
