//! Runs the cases of a file against `primero-core`, each on a fresh copy of the fixtures.
//!
//! | module | holds |
//! |---|---|
//! | [`cases`] | the format of a file |
//! | [`expectation`] | JSON paths and operators |
//! | [`variables`] | `{{x}}` |
//! | [`fixtures`] | the tenant under test: database, service, clock |
//! | [`wire`] | HTTP, cookies, CSRF tokens |
//! | [`run`], [`report`] | running a case, and what is said about it |

mod cases;
mod expectation;
mod fixtures;
mod report;
mod run;
mod variables;
mod wire;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use futures::StreamExt as _;

use cases::Block;

/// Runs black-box cases of API v2 against primero-core, over real HTTP.
///
/// Every case gets a tenant of its own: a copy of the fixtures, the service on a port of the
/// loopback interface, a clock. The last line is `contract: N pass, M fail`; the exit status is 0
/// only when nothing failed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask contract")]
struct Arguments {
    /// A file with cases, in the format of docs/how-to/run-the-contract.md; may be given again
    #[arg(long, required = true, value_name = "FILE")]
    cases: Vec<PathBuf>,
    /// Write the result as JSON too: {"pass": N, "fail": M, "cases": [{"id", "pass", "ms",
    /// "failure": {"step", "differences": [...], "body"}}]}
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Only cases whose id contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Cases at the same time
    #[arg(long, value_name = "N", default_value_t = 8)]
    at_once: usize,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let blocks = blocks(&arguments)?;
    let mut outcomes: Vec<_> = futures::stream::iter(blocks.into_iter().enumerate())
        .map(|(place, block)| async move { (place, tokio::spawn(run::block(block)).await) })
        .buffer_unordered(arguments.at_once.max(1))
        .map(|(place, outcome)| Ok((place, outcome.context("a case broke off")?)))
        .collect::<Vec<Result<_>>>()
        .await
        .into_iter()
        .collect::<Result<_>>()?;
    outcomes.sort_by_key(|(place, _)| *place);
    let outcomes: Vec<_> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    if let Some(path) = &arguments.report {
        let text = format!("{:#}\n", report::json(&outcomes));
        let written = std::fs::write(path, text);
        written.with_context(|| format!("failed to write {}", path.display()))?;
    }
    std::io::stdout().write_all(report::render(&outcomes).as_bytes())?;
    let passed = report::failed(&outcomes).next().is_none();
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The wanted blocks of all files.
fn blocks(arguments: &Arguments) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    for path in &arguments.cases {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("failed to read {}", path.display()))?;
        let found = cases::read(&text);
        ensure!(!found.is_empty(), "{} has no case", path.display());
        blocks.extend(found);
    }
    if let Some(only) = &arguments.only {
        blocks.retain(|block| block.id.contains(only.as_str()));
        ensure!(!blocks.is_empty(), "no case has {only:?} in its id");
    }
    Ok(blocks)
}
