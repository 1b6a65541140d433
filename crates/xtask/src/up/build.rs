//! What the images are made of: the web app by npm, the programs by cargo, each once.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::paths;
use crate::step::{Step, Steps};

/// The programs that images are made of.
#[derive(Debug)]
pub(crate) struct Binaries {
    pub(crate) core: PathBuf,
    pub(crate) operator: PathBuf,
}

/// How the programs are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// The one build that tests, images and `up` share.
    Dev,
    /// What is published, and measured.
    Release,
}

impl Profile {
    fn cargo(self) -> &'static [&'static str] {
        match self {
            // All at once and with the examples, because features are chosen for all packages of
            // one command: tests, images and generated files then share what was compiled.
            Self::Dev => &["build", "--locked", "--workspace", "--bins", "--examples"],
            Self::Release => &[
                "build",
                "--locked",
                "--release",
                "--bins",
                "--package=primero-case-server",
                "--package=primero-operator",
            ],
        }
    }

    fn directory(self) -> PathBuf {
        paths::target().join(match self {
            Self::Dev => "debug",
            Self::Release => "release",
        })
    }
}

/// Fails with everything that building needs and this machine lacks.
pub(crate) fn check_tools(steps: &Steps) -> Result<()> {
    const NODE: (u32, u32) = (20, 19);
    steps.step("Check the tools", "cargo xtask up", |_| {
        let mut missing = Vec::new();
        if node_version().is_none_or(|found| found < NODE) {
            let (major, minor) = NODE;
            missing.push(format!(
                "Node.js {major}.{minor} or newer with npm: https://nodejs.org"
            ));
        }
        for (program, package) in [
            ("npm", "npm"),
            ("apt-get", "apt"),
            ("dpkg-deb", "dpkg"),
            ("objcopy", "binutils"),
        ] {
            if printed(program).is_none() {
                missing.push(format!("{program}: Debian's package {package}"));
            }
        }
        ensure!(
            missing.is_empty(),
            "missing:\n  - {}",
            missing.join("\n  - ")
        );
        Ok(())
    })
}

fn node_version() -> Option<(u32, u32)> {
    let version = printed("node")?;
    let mut numbers = version.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn printed(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    String::from_utf8(output.stdout).ok()
}

/// Builds the web app when its sources changed. `primero-core` embeds what comes out.
pub(crate) fn web_app(steps: &Steps) -> Result<()> {
    let source = paths::root().join("crates/case-web/ui");
    let stamp = paths::target().join("case-web.inputs");
    let inputs = digest(&source)?;
    let built = source.join("dist/index.html").exists();
    if built && fs::read_to_string(&stamp).is_ok_and(|before| before == inputs) {
        return Ok(());
    }
    steps.step("Build the web app", "cargo xtask up", |step| {
        npm(step, &source, &["ci", "--no-audit", "--no-fund"])?;
        npm(step, &source, &["run", "build"])?;
        ensure!(
            source.join("dist/index.html").exists(),
            "npm run build left no dist/index.html"
        );
        fs::create_dir_all(paths::target())?;
        fs::write(&stamp, &inputs).with_context(|| format!("failed to write {}", stamp.display()))
    })
}

/// Builds the programs of the one build that everything shares.
pub(crate) fn programs(steps: &Steps) -> Result<Binaries> {
    programs_in(steps, Profile::Dev)
}

/// Builds the programs that images are made of.
pub(crate) fn programs_in(steps: &Steps, profile: Profile) -> Result<Binaries> {
    let next = format!("cargo {}", profile.cargo().join(" "));
    steps.step("Build the programs", &next, |step| {
        step.run(
            Command::new(cargo())
                .args(profile.cargo())
                .current_dir(paths::root()),
        )?;
        let directory = profile.directory();
        Ok(Binaries {
            core: directory.join("primero-core"),
            operator: directory.join("primero-operator"),
        })
    })
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The program that packs a template directory into a bundle, once [`programs`] built it.
pub(crate) fn pack() -> PathBuf {
    Profile::Dev.directory().join("examples/pack")
}

fn npm(step: &mut Step, directory: &Path, arguments: &[&str]) -> Result<()> {
    step.note(format!("npm {}", arguments.join(" ")));
    step.run(Command::new("npm").args(arguments).current_dir(directory))
        .context("failed to build the web app (it needs Node.js 20 or newer)")
}

/// Digest over names and contents of everything that a person wrote.
fn digest(source: &Path) -> Result<String> {
    const MADE: [&str; 3] = ["node_modules", "dist", "test-results"];
    let mut pending = vec![source.to_path_buf()];
    let mut files = Vec::new();
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(&directory)
            .with_context(|| format!("failed to list {}", directory.display()))?
        {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                let made = MADE.iter().any(|name| entry.file_name() == *name);
                pending.extend((!made).then(|| entry.path()));
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.strip_prefix(source)?.as_os_str().as_encoded_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(fs::read(&file)?));
    }
    Ok(hex(&hash.finalize()))
}
