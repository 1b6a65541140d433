//! Prints a vector file of random rules: `random_vectors <cases> <seed>`.
//!
//! Results are what this crate's evaluator gives, so that another evaluator can be held against it:
//! put the file into a directory of its own and name that directory in `EXPRESSION_VECTORS` when
//! the tests of the web app run.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

mod generator;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(cases)), Some(Ok(seed))) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: random_vectors <cases> <seed>");
        return ExitCode::from(2);
    };
    print!("{}", generator::file(cases, seed));
    ExitCode::SUCCESS
}
