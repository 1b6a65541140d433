//! Debian packages as ingredients: downloaded without installing, unpacked without their scripts.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use super::elf;
use super::rootfs::RootFs;
use crate::step::Step;

/// The machine's package lists name nothing, or what the archive no longer holds.
#[derive(Debug)]
struct Stale(String);

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "apt-get cannot fetch the packages (run `apt-get update`): {}",
            self.0
        )
    }
}

impl std::error::Error for Stale {}

/// Does `work` and, where it fails because the machine's package lists are old, once more with
/// fresh ones.
pub(super) fn with_fresh_lists<T>(
    step: &mut Step,
    work: impl Fn(&mut Step) -> Result<T>,
) -> Result<T> {
    match work(step) {
        Err(error) if error.is::<Stale>() && nix::unistd::geteuid().is_root() => {
            step.note("apt-get update");
            step.run(Command::new("apt-get").args(["--quiet", "update"]))?;
            work(step)
        }
        result => result,
    }
}

/// The packages of one image, unpacked side by side.
#[derive(Debug)]
pub(crate) struct Packages {
    packages: Vec<Package>,
}

/// One package at the version that apt would install now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Package {
    file: String,
    sha256: String,
    root: PathBuf,
}

impl Packages {
    /// Resolves the names to exact files, without downloading anything.
    pub(crate) fn resolve(cache: &Path, names: &[&str]) -> Result<Self> {
        let output = Command::new("apt-get")
            .args(["--print-uris", "download"])
            .args(names)
            .output()
            .context("failed to run apt-get (images are assembled from Debian packages)")?;
        let listing = String::from_utf8_lossy(&output.stdout);
        let packages: Vec<_> = listing
            .lines()
            .filter_map(|line| parse(line, cache))
            .collect();
        if !output.status.success() || packages.len() != names.len() {
            bail!(Stale(
                String::from_utf8_lossy(&output.stderr).trim().to_owned()
            ));
        }
        Ok(Self { packages })
    }

    /// What identifies the content of all packages: file names with versions, and checksums.
    pub(crate) fn identity(&self) -> String {
        let packages = self.packages.iter();
        let lines = packages.map(|package| [package.file.as_str(), &package.sha256].join(" "));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Downloads and unpacks what the cache does not hold yet.
    pub(crate) fn unpack(&self) -> Result<()> {
        for package in &self.packages {
            if !package.root.exists() {
                package
                    .unpack()
                    .with_context(|| format!("failed to unpack {}", package.file))?;
            }
        }
        Ok(())
    }

    /// The unpacked package that brings `path`, as the root to copy it from.
    pub(crate) fn root_of(&self, path: &str) -> Result<&Path> {
        self.packages
            .iter()
            .map(|package| package.root.as_path())
            .find(|root| fs::symlink_metadata(root.join(path)).is_ok())
            .with_context(|| format!("no package of this image holds {path}"))
    }

    /// Adds the loader and every library that `binaries` need, directly or not, to `root`.
    pub(crate) fn add_libraries(&self, root: &mut RootFs, binaries: &[PathBuf]) -> Result<()> {
        let mut pending = binaries.to_vec();
        while let Some(binary) = pending.pop() {
            let linkage = elf::linkage(&binary)?;
            let loader = linkage
                .interpreter
                .map(|path| path.trim_start_matches('/').to_owned());
            let libraries = linkage.needed.iter().map(|name| library_path(name));
            for target in loader.into_iter().chain(libraries) {
                if root.contains(&target) {
                    continue;
                }
                let from = self
                    .library(&target)
                    .with_context(|| format!("failed to find what {} needs", binary.display()))?;
                root.file(&target, 0o755, &from);
                pending.push(from);
            }
        }
        Ok(())
    }

    fn library(&self, target: &str) -> Result<PathBuf> {
        let name = target.rsplit('/').next().unwrap_or(target);
        let places = [library_path(name), format!("usr/{}", library_path(name))];
        places
            .iter()
            .find_map(|place| {
                let root = self.root_of(place).ok()?;
                root.join(place).canonicalize().ok()
            })
            .with_context(|| format!("no package of this image holds the library {name}"))
    }
}

impl Package {
    fn unpack(&self) -> Result<()> {
        let parent = self
            .root
            .parent()
            .context("a package is unpacked below the cache")?;
        fs::create_dir_all(parent)?;
        let work = tempfile::tempdir_in(parent)?;
        self.download(work.path())?;
        let unpacked = work.path().join("root");
        let status = Command::new("dpkg-deb")
            .arg("-x")
            .arg(work.path().join(&self.file))
            .arg(&unpacked)
            .status()
            .context("failed to run dpkg-deb")?;
        ensure!(status.success(), "dpkg-deb -x ended with {status}");
        fs::rename(&unpacked, &self.root).context("failed to move the unpacked package in place")
    }

    /// apt verifies the checksum of what it downloads.
    fn download(&self, directory: &Path) -> Result<()> {
        let (name, rest) = self
            .file
            .split_once('_')
            .context("a package file carries a version")?;
        let version = rest.rsplit_once('_').map_or(rest, |(version, _)| version);
        let output = Command::new("apt-get")
            .args(["-qq", "-o", "APT::Sandbox::User=root", "download"])
            .arg(format!("{name}={}", version.replace("%3a", ":")))
            .current_dir(directory)
            .output()
            .context("failed to run apt-get")?;
        if !output.status.success() {
            bail!(Stale(
                String::from_utf8_lossy(&output.stderr).trim().to_owned()
            ));
        }
        Ok(())
    }
}

/// Where the image keeps a library: one directory for all, the one that the loader searches.
fn library_path(name: &str) -> String {
    format!("lib/{}-linux-gnu/{name}", std::env::consts::ARCH)
}

/// One line of `apt-get --print-uris`: `'uri' file size SHA256:sum`.
fn parse(line: &str, cache: &Path) -> Option<Package> {
    let mut words = line.strip_prefix('\'')?.split(' ');
    let file = words.nth(1)?.to_owned();
    let sha256 = words.nth(1)?.strip_prefix("SHA256:")?.to_owned();
    let root = cache.join(file.strip_suffix(".deb")?);
    Some(Package { file, sha256, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_package_keeps_its_version_and_checksum() {
        let line = "'http://deb.debian.org/p/libpq5_15.20-0%2bdeb12u1_amd64.deb' \
                    libpq5_15.20-0+deb12u1_amd64.deb 205248 SHA256:ac8a";
        let expected = Package {
            file: "libpq5_15.20-0+deb12u1_amd64.deb".to_owned(),
            sha256: "ac8a".to_owned(),
            root: PathBuf::from("/cache/libpq5_15.20-0+deb12u1_amd64"),
        };
        assert_eq!(parse(line, Path::new("/cache")), Some(expected));
    }

    #[test]
    fn a_line_that_is_no_package_is_skipped() {
        assert_eq!(parse("W: some warning", Path::new("/cache")), None);
    }
}
