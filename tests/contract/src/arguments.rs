//! What the command line asks for.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;

use crate::cases::{self, Block};

/// Runs black-box cases of API v2 against primero-core, over real HTTP.
///
/// Every case gets a tenant of its own: a copy of the fixtures, the service on a port of the
/// loopback interface, a clock. The last line is `contract: N pass, M fail`; the exit status is 0
/// only when nothing failed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask contract")]
pub(crate) struct Arguments {
    /// A file with cases, in the format of docs/how-to/run-the-contract.md; may be given again
    #[arg(long, required = true, value_name = "FILE")]
    cases: Vec<PathBuf>,
    /// Write the result as JSON too: {"pass": N, "fail": M, "cases": [{"id", "pass", "ms",
    /// "failure": {"step", "differences": [...], "body"}}]}
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Only cases whose id contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Cases at the same time
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) at_once: usize,
}

impl Arguments {
    /// The wanted blocks of all files.
    pub(crate) fn blocks(&self) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        for path in &self.cases {
            let text = std::fs::read_to_string(path);
            let text = text.with_context(|| format!("failed to read {}", path.display()))?;
            let found = cases::read(&text);
            ensure!(!found.is_empty(), "{} has no case", path.display());
            blocks.extend(found);
        }
        if let Some(only) = &self.only {
            blocks.retain(|block| block.id.contains(only.as_str()));
            ensure!(!blocks.is_empty(), "no case has {only:?} in its id");
        }
        Ok(blocks)
    }
}
