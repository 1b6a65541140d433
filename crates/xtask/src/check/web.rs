//! The web app's own checks: types, style, unit tests and the size of its first screen, run by npm.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::step::Step;

/// What a person tries when this fails.
pub(crate) const NEXT: &str = "cd crates/case-web/ui && npm run check && npm test";

/// `npm run check`, `npm test` and `npm run size` over what was built, after `npm ci` where the modules are missing or old.
pub(crate) fn check(step: &mut Step) -> Result<()> {
    if modules_are_stale() {
        step.note("npm ci");
        step.run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    }
    step.note("npm run check");
    step.run(npm().args(["run", "check"]))?;
    step.note("npm test");
    step.run(npm().arg("test"))?;
    step.note("npm run size");
    step.run(npm().args(["run", "size"]))
}

fn modules_are_stale() -> bool {
    let modified = |path: PathBuf| {
        path.metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
    };
    let installed = modified(home().join("node_modules/.package-lock.json"));
    installed.is_none() || installed < modified(home().join("package-lock.json"))
}

fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(home());
    command
}

fn home() -> PathBuf {
    paths::root().join("crates/case-web/ui")
}
