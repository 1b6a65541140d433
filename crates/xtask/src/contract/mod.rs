//! `cargo xtask contract`: the wire contract's cases against `primero-core`, over real HTTP.

mod expected;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::paths;
use crate::step::{Step, Steps, shown};

pub(crate) use expected::ours;

/// The package and program that runs cases.
const RUNNER: &str = "primero-contract";

/// What `cargo xtask contract` takes: everything goes to the runner, whose help says more.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// --cases FILE [--report FILE] [--only TEXT] [--at-once N]; --help says more
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, num_args = 0..)]
    runner: Vec<String>,
}

/// What a run came to, as the runner's report says.
#[derive(Debug, Deserialize)]
struct Report {
    cases: Vec<CaseResult>,
}

#[derive(Debug, Deserialize)]
struct CaseResult {
    id: String,
    pass: bool,
}

/// Builds the runner and runs it; its exit status is ours.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let steps = Steps::new("contract")?;
    let program = steps.step("Build the runner", "cargo xtask contract", build)?;
    let mut command = Command::new(program);
    command.args(&arguments.runner);
    let status = command.status();
    let status = status.with_context(|| format!("failed to start {}", shown(&command)))?;
    match status.code() {
        Some(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))),
        None => bail!("{} ended with {status}", shown(&command)),
    }
}

/// Builds the runner and gives its path.
fn build(step: &mut Step) -> Result<PathBuf> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(paths::root())
        .args(["build", "--locked", "--package", RUNNER]);
    step.run(&mut command)?;
    Ok(paths::target().join("debug").join(RUNNER))
}

fn report(path: &std::path::Path) -> Result<Report> {
    let text = std::fs::read(path);
    let text = text.with_context(|| format!("failed to read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is no report", path.display()))
}
