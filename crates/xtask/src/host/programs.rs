//! Programs that are called, and the Debian packages that have them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use nix::unistd::geteuid;

use super::Missing;
use crate::step::Step;

/// A program, and the Debian package that has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    name: &'static str,
    package: &'static str,
}

/// Names a program and its package.
pub(crate) const fn program(name: &'static str, package: &'static str) -> Program {
    Program { name, package }
}

/// The programs are there at the end, or the error says how a person gets them.
pub(crate) fn require(step: &mut Step, programs: &[Program]) -> Result<()> {
    let missing = install(step, programs)?;
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = missing
        .iter()
        .map(|Missing { what, remedy }| format!("\n  - {what}: {remedy}"))
        .collect();
    bail!("this machine lacks:{}", lines.concat())
}

/// Installs the packages of the programs that are missing, as root on Debian. What could not be
/// installed is the answer.
pub(super) fn install(step: &mut Step, programs: &[Program]) -> Result<Vec<Missing>> {
    let absent = absent(programs);
    if absent.is_empty() || !Path::new("/etc/debian_version").exists() || !geteuid().is_root() {
        return Ok(missing(programs));
    }
    let mut packages: Vec<_> = absent.iter().map(|program| program.package).collect();
    packages.dedup();
    step.note(format_args!("installing {}", packages.join(", ")));
    let quiet = QuietServices::begin()?;
    step.run(Command::new("apt-get").arg("update"))?;
    step.run(
        Command::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    drop(quiet);
    Ok(missing(programs))
}

/// What a person has to install.
pub(super) fn missing(programs: &[Program]) -> Vec<Missing> {
    let remedy = |package: &str| format!("install the package {package} (Debian's name)");
    let absent = absent(programs).into_iter();
    absent
        .map(|program| Missing::new(program.name, remedy(program.package)))
        .collect()
}

/// Where a program lies, looking where root looks too.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    // Joining an absolute name gives that name.
    std::env::split_paths(&path)
        .chain(system)
        .map(|dir| dir.join(name))
        .find(|file| file.exists())
}

fn absent(programs: &[Program]) -> Vec<Program> {
    programs
        .iter()
        .copied()
        .filter(|program| find(program.name).is_none())
        .collect()
}

/// While it lives, an installed package does not start its service: the machine's own etcd or
/// containerd is none of our business.
struct QuietServices {
    made: bool,
}

impl QuietServices {
    const PATH: &str = "/usr/sbin/policy-rc.d";
    const SCRIPT: &str =
        "#!/bin/sh\n# cargo xtask installs a package: no service starts by it.\nexit 101\n";

    fn begin() -> Result<Self> {
        // Ours may be left over from a run that was killed.
        let foreign = fs::read_to_string(Self::PATH).is_ok_and(|text| text != Self::SCRIPT);
        if foreign {
            return Ok(Self { made: false });
        }
        fs::write(Self::PATH, Self::SCRIPT).context("failed to write policy-rc.d")?;
        fs::set_permissions(Self::PATH, fs::Permissions::from_mode(0o755))?;
        Ok(Self { made: true })
    }
}

impl Drop for QuietServices {
    fn drop(&mut self) {
        if self.made {
            // It only keeps services from starting, and the next run removes it.
            let _ = fs::remove_file(Self::PATH);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_by_its_name_or_its_path() {
        assert!(find("sh").is_some());
        assert_eq!(find("/bin/sh"), Some(PathBuf::from("/bin/sh")));
        assert_eq!(find("no-such-program-anywhere"), None);
    }

    #[test]
    fn what_is_missing_names_its_package() {
        let programs = [
            program("sh", "dash"),
            program("no-such-program", "no-such-package"),
        ];
        let expected = Missing::new(
            "no-such-program",
            "install the package no-such-package (Debian's name)",
        );
        assert_eq!(missing(&programs), [expected]);
    }
}
