//! `cargo xtask check`: everything about this checkout that can be judged without running it.
//!
//! Each part is one file or one program. Parts do not stop each other: a person sees all that is
//! wrong in one run.

mod deny;
mod layers;
mod links;
mod queries;
mod sizes;
mod web;

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use crate::step::{self, Step, Steps};
use crate::up::{build, chart};
use crate::{generate, paths};

/// What `cargo xtask check` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only these parts; all of them when none is named
    #[arg(value_enum)]
    parts: Vec<Part>,
}

/// One part of the check, in the order in which they run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// rustfmt leaves every file as it is
    Fmt,
    /// Dependencies between our crates point down
    Layers,
    /// Files are short and say what they are
    Sizes,
    /// Links and paths in documents lead somewhere
    Links,
    /// Licences, banned and duplicate crates, sources
    Deny,
    /// Types, style and unit tests of the web app
    Web,
    /// clippy, warnings are errors, tests included
    Clippy,
    /// CRDs and everything else that is generated is up to date
    Generated,
    /// What sqlx knows of every statement is up to date
    Queries,
    /// The chart lints and renders what is committed
    Chart,
}

impl Part {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Layers => "layers",
            Self::Sizes => "sizes",
            Self::Links => "links",
            Self::Deny => "deny",
            Self::Web => "web",
            Self::Clippy => "clippy",
            Self::Generated => "generated",
            Self::Queries => "queries",
            Self::Chart => "chart",
        }
    }

    /// Runs this part.
    pub(crate) fn run(self, steps: &Steps) -> Result<()> {
        let root = paths::root();
        match self {
            Self::Fmt => self.step(steps, "cargo fmt --all", |step| {
                step.run(cargo().args(["fmt", "--all", "--check"]))
            }),
            Self::Layers => self.reading(steps, || layers::check(root)),
            Self::Sizes => self.reading(steps, || sizes::check(root)),
            Self::Links => self.reading(steps, || links::check(root)),
            Self::Deny => self.step(steps, "cargo xtask check deny", |step| {
                deny::check(step, root)
            }),
            Self::Web => {
                build::web_app(steps)?;
                self.step(steps, web::NEXT, web::check)
            }
            Self::Clippy => self.step(steps, "cargo clippy --workspace --all-targets", |step| {
                let what = ["clippy", "--workspace", "--all-targets", "--quiet"];
                step.run(cargo().args(what).args(["--", "-D", "warnings"]))
            }),
            Self::Generated => generate::check(steps),
            Self::Queries => queries::check(steps),
            Self::Chart => chart::check(steps),
        }
    }

    fn step(
        self,
        steps: &Steps,
        next: &str,
        work: impl FnOnce(&mut Step) -> Result<()>,
    ) -> Result<()> {
        steps.step(&format!("Check {}", self.name()), next, work)
    }

    /// A part that only reads: its findings are its failure.
    fn reading(self, steps: &Steps, findings: impl FnOnce() -> Result<Vec<String>>) -> Result<()> {
        let next = format!("cargo xtask check {}", self.name());
        self.step(steps, &next, |step| judge(step, &findings()?))
    }
}

/// Runs the wanted parts, all of them whatever the others say.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let steps = Steps::new("check")?;
    let wanted = if arguments.parts.is_empty() {
        Part::value_variants()
    } else {
        arguments.parts.as_slice()
    };
    let mut failed = Vec::new();
    for part in wanted {
        if let Err(error) = part.run(&steps) {
            step::report(&error);
            failed.push(part.name());
        }
    }
    if !failed.is_empty() {
        bail!(
            "{} of {} checks failed: {}",
            failed.len(),
            wanted.len(),
            failed.join(", ")
        );
    }
    Ok(())
}

fn judge(step: &mut Step, findings: &[String]) -> Result<()> {
    for finding in findings {
        step.write(finding);
    }
    match findings.len() {
        0 => Ok(()),
        found => bail!("{found} found, listed in {}", step.log_path().display()),
    }
}

/// The cargo that runs us, in the checkout.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    command
}

/// Files that git knows or would add, relative to `root`.
fn tracked_files(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root)
        .output()
        .context("failed to run git ls-files")?;
    if !output.status.success() {
        bail!(
            "git ls-files failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}
