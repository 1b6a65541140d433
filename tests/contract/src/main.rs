//! Runs the cases of a file against `primero-core`, each on a fresh copy of the fixtures.
//!
//! | module | holds |
//! |---|---|
//! | [`arguments`] | the command line |
//! | [`cases`] | the format of a file |
//! | [`expectation`] | JSON paths and operators |
//! | [`variables`] | `{{x}}` |
//! | [`fixtures`] | the tenant under test: database, service, clock |
//! | [`wire`] | HTTP, cookies, CSRF tokens |
//! | [`run`], [`report`] | running a case, and what is said about it |

mod arguments;
mod cases;
mod expectation;
mod fixtures;
mod report;
mod run;
mod variables;
mod wire;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use futures::StreamExt as _;

use arguments::Arguments;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let blocks = arguments.blocks()?;
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
