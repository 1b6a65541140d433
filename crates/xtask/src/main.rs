//! `cargo xtask`: the one entry for building, running, checking and measuring.

mod bench;
mod check;
mod cluster;
mod contract;
mod generate;
mod hex;
mod host;
mod image;
mod paths;
mod step;
mod task;
mod templates;
mod test;
mod up;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match task::Arguments::parse().run() {
        Ok(code) => code,
        Err(error) => {
            step::report(&error);
            ExitCode::FAILURE
        }
    }
}
