//! `cargo xtask check`: everything about this checkout that can be judged without running it.
//!
//! Each part is one file or one program. Parts do not stop each other: a person sees all that is
//! wrong in one run.

mod deny;
mod layers;
mod links;
mod sizes;
mod web;

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use crate::paths;
use crate::step::{self, Step, Steps};

/// Findings that a failed part shows; the log has them all.
const SHOWN: usize = 20;

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
        }
    }

    fn next(self) -> String {
        match self {
            Self::Fmt => "cargo fmt --all".to_owned(),
            Self::Clippy => "cargo clippy --workspace --all-targets".to_owned(),
            Self::Web => "cd crates/case-web/ui && npm run check && npm test".to_owned(),
            Self::Layers | Self::Sizes | Self::Links | Self::Deny => {
                format!("cargo xtask check {}", self.name())
            }
        }
    }

    /// Runs this part as one step.
    pub(crate) fn run(self, steps: &Steps) -> Result<()> {
        let root = paths::root();
        steps.step(
            &format!("Check {}", self.name()),
            &self.next(),
            |step| match self {
                Self::Fmt => step.run(cargo().args(["fmt", "--all", "--check"])),
                Self::Layers => judge(step, &layers::check(root)?),
                Self::Sizes => judge(step, &sizes::check(root)?),
                Self::Links => judge(step, &links::check(root)?),
                Self::Deny => deny::check(step, root),
                Self::Web => web::check(step),
                Self::Clippy => step.run(cargo().args([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--quiet",
                    "--",
                    "-D",
                    "warnings",
                ])),
            },
        )
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

/// A part that only reads: its findings are its failure.
fn judge(step: &mut Step, findings: &[String]) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    for finding in findings {
        step.write(finding);
    }
    let shown: Vec<&str> = findings.iter().take(SHOWN).map(String::as_str).collect();
    let hidden = match findings.len().saturating_sub(SHOWN) {
        0 => String::new(),
        hidden => format!("\n    and {hidden} more, in {}", step.log_path().display()),
    };
    bail!(
        "{} found:\n    {}{hidden}",
        findings.len(),
        shown.join("\n    ")
    );
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
