//! `cargo xtask templates`: what can be said about templates without running them.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use crate::paths;
use crate::up::build;

/// What `check --help` teaches.
const TEACHES: &str = "\
A template is a directory with template.yaml (docs/how-to/add-a-template.md). Every mistake is told \
with its file, the place in it, the reason, the rule it breaks and how to mend it. Blocks are read \
from the directory blocks beside the template.

A template that breaks a rule without a number does not run. The numbered rules are those that \
every template of the library holds:

   1  every question states purpose, sensitivity and retention; every text is there in English
   2  the quick register has at most 10 questions
   3  a section has at most 25 questions
   4  lookups and options have stable ids in ASCII
   5  reports count by answers that a form asks
   6  every stage of a workflow can be reached and left
   7  roles for referrals see nothing sensitive
   8  lists about survivors and grave violations show no photo and no name
   9  every section fits 320 pixels, from right to left too (not tried yet)
  10  sample records break no rule of their template
  11  overlays of the version before still fit (not tried yet)
  12  forms and lookups in one language take at most 120 KB compressed

Ends with 0 when every template holds every rule, with 1 when one does not, and with 2 when a \
directory cannot be read.

To see a template while you edit it: cargo run -p primero-case-server -- dev --template DIR";

/// What `cargo xtask templates` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Tell every mistake of templates, and how to mend it
    #[command(after_long_help = TEACHES)]
    Check {
        /// The directories of the templates; all of the library when none is named
        #[arg(value_name = "DIR")]
        templates: Vec<PathBuf>,
    },
}

/// Runs what was asked for.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.task {
        Task::Check { templates } if templates.is_empty() => check(&library()?),
        Task::Check { templates } => check(&templates),
    }
}

fn check(templates: &[PathBuf]) -> Result<ExitCode> {
    let status = Command::new(build::cargo())
        .args(["run", "--quiet", "--locked"])
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"))
        .args(["--package=primero-templates", "--example=check", "--"])
        .args(templates)
        .status()
        .context("failed to run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The templates of the library, relative to where we are when we are in the checkout's root.
fn library() -> Result<Vec<PathBuf>> {
    let library = paths::root().join("templates-library");
    let mut templates = Vec::new();
    let entries = std::fs::read_dir(&library);
    for entry in entries.with_context(|| format!("failed to read {}", library.display()))? {
        let path = entry?.path();
        if path.join("template.yaml").is_file() {
            let here = std::env::current_dir()?;
            let shown = path.strip_prefix(here).map(PathBuf::from).unwrap_or(path);
            templates.push(shown);
        }
    }
    templates.sort();
    Ok(templates)
}
