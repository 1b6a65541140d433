//! cargo-deny at a pinned version, built once a machine and kept outside the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::step::Step;

const VERSION: &str = "0.20.2";

/// Licences, bans and sources by `.deny.toml`.
pub(crate) fn check(step: &mut Step, root: &Path) -> Result<()> {
    let program = program(step)?;
    step.run(
        Command::new(program)
            .args(["--color", "never", "--config", ".deny.toml"])
            .args(["check", "bans", "licenses", "sources"])
            .current_dir(root),
    )
}

fn program(step: &mut Step) -> Result<PathBuf> {
    let home = paths::cache()
        .join("tools")
        .join(format!("cargo-deny-{VERSION}"));
    let program = home.join("bin/cargo-deny");
    if !program.exists() {
        step.note(format_args!(
            "building cargo-deny {VERSION}, once on this machine"
        ));
        // Built in its own directory: its artefacts would only be in the way of ours.
        let build = tempfile::tempdir()?;
        step.run(
            super::cargo()
                .args([
                    "install",
                    "cargo-deny",
                    "--locked",
                    "--version",
                    VERSION,
                    "--root",
                ])
                .arg(&home)
                .env("CARGO_TARGET_DIR", build.path()),
        )?;
    }
    Ok(program)
}
