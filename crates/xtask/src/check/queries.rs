//! The committed description of every SQL statement, compared with what a database says of it now.

use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::step::Steps;
use crate::up::build;

/// Prepares the statements of `case-db` on a private PostgreSQL, and compares.
pub(crate) fn check(steps: &Steps) -> Result<()> {
    build::programs(steps)?;
    let next = "cargo run -p primero-testkit --bin prepare-queries";
    steps.step("Check queries", next, |step| {
        let program = paths::target().join("debug/prepare-queries");
        step.run(
            Command::new(program)
                .arg("--check")
                .current_dir(paths::root()),
        )
    })
}
