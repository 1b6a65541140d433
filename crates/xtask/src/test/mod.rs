//! `cargo xtask test`: everything that says whether this checkout is good, on a machine that may never
//! have seen it.
//!
//! Parts do not stop each other, so that one run shows all that is wrong. What the run started is
//! gone at its end; a local cluster that was up before stays up.

mod end_to_end;
mod summary;
mod tally;
mod workspace;

use std::io::{self, Write as _};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::host::{self, Program, program};
use crate::step::{self, Step, Steps};
use crate::{check, contract};
use crate::{paths, up};
use summary::Outcome;
pub(crate) use tally::Tally;

/// Set for every test program by `--long`: full matrices, sweeps and kill tests.
const LONG: &str = "PRIMERO_TEST_LONG";

/// What the tests run beside what the checkout itself builds.
const PROGRAMS: [Program; 8] = [
    program("git", "git"),
    program("npm", "npm"),
    program("pg_createcluster", "postgresql"),
    program("chromium", "chromium"),
    program("/usr/share/fonts/truetype/noto", "fonts-noto-core"),
    program("curl", "curl"),
    program("ip", "iproute2"),
    program("setpriv", "util-linux"),
];

/// What `cargo xtask test` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only these parts; all of them when none is named
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// The full matrices, sweeps and kill tests as well
    #[arg(long)]
    long: bool,
    /// Only tests whose name contains this, in the parts that have tests
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
}

/// One part of the run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// What `cargo xtask check` judges
    Check,
    /// Every crate's tests, with a private PostgreSQL and a real API server
    Workspace,
    /// The cases of the wire contract, over real HTTP
    Contract,
    /// The platform on the local cluster, from outside
    E2e,
}

/// How the test programs are run.
#[derive(Clone, Copy, Debug)]
struct Mode<'a> {
    long: bool,
    filter: Option<&'a str>,
}

/// Runs the wanted parts and prints what they came to.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let steps = Steps::new("test")?;
    let wanted = if arguments.parts.is_empty() {
        Part::value_variants()
    } else {
        arguments.parts.as_slice()
    };
    let mode = Mode {
        long: arguments.long,
        filter: arguments.filter.as_deref(),
    };
    let mut outcomes = Vec::new();
    // What everything else stands on: without it there is nothing to count.
    steps.step("Look for what the tests need", "cargo xtask test", |step| {
        host::require(step, &PROGRAMS)
    })?;
    up::build::web_app(&steps)?;
    for part in wanted {
        match part {
            Part::Check => {
                for part in check::Part::value_variants() {
                    let name = format!("check {}", part.name());
                    outcomes.push(judged(&name, || part.run(&steps)));
                }
            }
            Part::Workspace => outcomes.push(counted("tests of the crates", || {
                workspace::run(&steps, mode)
            })),
            Part::Contract => outcomes.push(counted("contract", || contract::ours(&steps))),
            Part::E2e => outcomes.push(counted("end to end", || end_to_end::run(&steps, mode))),
        }
    }
    io::stdout().write_all(summary::render(&outcomes).as_bytes())?;
    // The table and the reports above have said everything.
    let passed = summary::all_passed(&outcomes);
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A part that passes or fails as one.
fn judged(name: &str, work: impl FnOnce() -> Result<()>) -> Outcome {
    counted(name, || {
        work()?;
        Ok(Tally {
            passed: 1,
            ..Tally::default()
        })
    })
}

/// A part that counts its tests; an error that stopped it counts as one failure.
fn counted(name: &str, work: impl FnOnce() -> Result<Tally>) -> Outcome {
    let began = Instant::now();
    let tally = work().unwrap_or_else(|error| {
        step::report(&error);
        Tally {
            passed: 0,
            failed: 1,
            failures: vec![error.to_string()],
        }
    });
    Outcome {
        name: name.to_owned(),
        tally,
        took: began.elapsed(),
    }
}

/// Runs `cargo test` and reads its tally; failed tests are no error of the step, anything else is.
fn cargo_test(step: &mut Step, command: &mut Command, mode: Mode<'_>) -> Result<Tally> {
    if mode.long {
        command.env(LONG, "1");
    }
    // A failed test says what failed; the way there is of no use to whoever reads the log.
    let run = step.run(command.env("RUST_BACKTRACE", "0"));
    let tally = Tally::read(&std::fs::read_to_string(step.log_path())?);
    match run {
        Err(error) if tally.failed == 0 => Err(error),
        Err(_) => {
            for failure in &tally.failures {
                step.note(format_args!("failed: {failure}"));
            }
            Ok(tally)
        }
        Ok(()) if tally.passed == 0 && mode.filter.is_none() => bail!("no test ran"),
        Ok(()) => Ok(tally),
    }
}

/// The cargo that runs us, in the checkout.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    command
}
