//! The upstream programs, built once per version and kept outside the checkout.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use super::process;
use crate::hex::hex;
use crate::paths;
use crate::step::{Step, Steps};

/// Names by which the one Kubernetes program is called.
const KUBERNETES_NAMES: [&str; 7] = [
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubelet",
    "kubectl",
    "helm",
];

/// How the name of a build that is not finished goes on, before the builder's pid.
const PARTIAL: &str = "partial-";

/// A Go module and the programs that are built from it.
#[derive(Debug)]
struct Module {
    name: &'static str,
    directory: &'static str,
    programs: &'static [Program],
}

#[derive(Debug)]
struct Program {
    name: &'static str,
    package: &'static str,
    /// What a program prints as its version.
    versions: &'static [&'static str],
}

const KUBERNETES: Module = Module {
    name: "kubernetes",
    directory: "deploy/local-cluster",
    programs: &[
        Program {
            name: "kubernetes",
            package: "./kubernetes",
            versions: &[
                "k8s.io/component-base/version.gitVersion=v1.37.2",
                "k8s.io/component-base/version.gitMajor=1",
                "k8s.io/component-base/version.gitMinor=37",
                "k8s.io/component-base/version.gitTreeState=clean",
                "helm.sh/helm/v4/internal/version.version=v4.3.1",
            ],
        },
        Program {
            name: "coredns",
            package: "./coredns",
            versions: &[],
        },
        Program {
            name: "volume-helper",
            package: "./volume-helper",
            versions: &[],
        },
        Program {
            name: "local-path-provisioner",
            package: "github.com/rancher/local-path-provisioner",
            versions: &["main.VERSION=v0.0.30"],
        },
        Program {
            name: "kube-router",
            package: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
            versions: &["github.com/cloudnativelabs/kube-router/v2/pkg/version.Version=v2.1.0"],
        },
    ],
};

const TRAEFIK: Module = Module {
    name: "traefik",
    directory: "deploy/local-cluster/traefik",
    programs: &[Program {
        name: "traefik",
        package: "github.com/traefik/traefik/v3/cmd/traefik",
        versions: &["github.com/traefik/traefik/v3/pkg/version.Version=3.6.12"],
    }],
};

/// Where the programs of this checkout's versions lie.
#[derive(Debug, Clone)]
pub(crate) struct Components {
    /// Kubernetes by all its names, `CoreDNS`, kube-router, the storage provisioner.
    pub(crate) kubernetes: PathBuf,
    /// Traefik.
    pub(crate) traefik: PathBuf,
}

/// Builds what the cache does not hold. Minutes from nothing, no time at all afterwards.
pub(crate) fn ensure(steps: &Steps) -> Result<Components> {
    Ok(Components {
        kubernetes: ensure_kubernetes(steps)?,
        traefik: ensure_module(steps, &TRAEFIK)?,
    })
}

/// The same for Kubernetes alone, which is all that an API server for tests needs.
pub(crate) fn ensure_kubernetes(steps: &Steps) -> Result<PathBuf> {
    ensure_module(steps, &KUBERNETES)
}

/// Where `kubectl` or `helm` of this checkout's version lies.
pub(crate) fn installed(tool: &str) -> Result<PathBuf> {
    let (directory, _) = locate(&KUBERNETES)?;
    let directory = directory.with_context(|| {
        format!("{tool} is not built yet on this machine; next: cargo xtask cluster build")
    })?;
    Ok(directory.join(tool))
}

fn ensure_module(steps: &Steps, module: &Module) -> Result<PathBuf> {
    let (found, key) = locate(module)?;
    if let Some(directory) = found {
        return Ok(directory);
    }
    let directory = home(&paths::cache(), module, &key);
    let name = format!("Build {} from its Go module", module.name);
    steps.step(&name, "cargo xtask cluster build", |step| {
        build(step, module, &directory)
    })?;
    Ok(directory)
}

/// The directory that holds this version, if any does, and the version's key.
fn locate(module: &Module) -> Result<(Option<PathBuf>, String)> {
    let key = key(
        module,
        &paths::root().join(module.directory),
        &go_version()?,
    )?;
    let caches = [paths::cache(), paths::system_cache().to_path_buf()];
    let found = caches
        .iter()
        .map(|cache| home(cache, module, &key))
        .find(|path| path.is_dir());
    Ok((found, key))
}

fn home(cache: &Path, module: &Module, key: &str) -> PathBuf {
    cache
        .join("components")
        .join(format!("{}-{key}", module.name))
}

fn build(step: &mut Step, module: &Module, directory: &Path) -> Result<()> {
    remove_abandoned(directory.parent().context("the cache has no directory")?)?;
    let partial = directory.with_extension(format!("{PARTIAL}{}", std::process::id()));
    fs::create_dir_all(&partial)
        .with_context(|| format!("failed to make {}", partial.display()))?;
    for program in module.programs {
        step.note(program.name);
        let mut go = Command::new("go");
        go.args(["build", "-mod=readonly", "-trimpath", "-buildvcs=false"])
            .arg(format!("-ldflags={}", linker_flags(program)))
            .arg("-o")
            .arg(partial.join(program.name))
            .arg(program.package)
            .current_dir(paths::root().join(module.directory));
        step.run(
            go.env("CGO_ENABLED", "0")
                .env("GOFLAGS", "")
                .env("GOWORK", "off"),
        )?;
    }
    if partial.join("kubernetes").exists() {
        for name in KUBERNETES_NAMES {
            std::os::unix::fs::symlink("kubernetes", partial.join(name))?;
        }
    }
    match fs::rename(&partial, directory) {
        // Another checkout finished first: its result is the same.
        Err(_) if directory.is_dir() => Ok(fs::remove_dir_all(&partial)?),
        result => result.with_context(|| format!("failed to make {}", directory.display())),
    }
}

/// Removes what builds left that were killed: their process is gone.
fn remove_abandoned(cache: &Path) -> Result<()> {
    for entry in fs::read_dir(cache).into_iter().flatten() {
        let path = entry?.path();
        let builder = path
            .extension()
            .and_then(|end| end.to_str()?.strip_prefix(PARTIAL));
        let pid = builder.and_then(|pid| pid.parse().ok());
        if pid.is_some_and(|pid| process::start_time(pid).is_none()) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

fn linker_flags(program: &Program) -> String {
    program
        .versions
        .iter()
        .fold("-s -w".to_owned(), |flags, version| {
            flags + " -X " + version
        })
}

fn go_version() -> Result<String> {
    let output = Command::new("go")
        .args(["env", "GOVERSION", "GOOS", "GOARCH"])
        .current_dir(paths::root().join(KUBERNETES.directory))
        .output()
        .context("failed to run go; install Go 1.26 or newer from https://go.dev/dl")?;
    ensure!(
        output.status.success(),
        "go env: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a build depends on: pinned versions with checksums, sources, compiler and flags.
fn key(module: &Module, directory: &Path, go_version: &str) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(go_version);
    for program in module.programs {
        hash.update(format!(
            "{} {} {}\n",
            program.name,
            program.package,
            linker_flags(program)
        ));
    }
    for file in sources(directory)? {
        let content = fs::read(directory.join(&file))
            .with_context(|| format!("failed to read {}", file.display()))?;
        hash.update(format!("{} {}\n", file.display(), content.len()));
        hash.update(content);
    }
    Ok(hex(&hash.finalize()[..8]))
}

/// Sorted paths of what Go reads below a module; modules inside it are their own.
fn sources(module: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(module.join(&directory))? {
            let entry = entry?;
            let path = directory.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                if !module.join(&path).join("go.mod").exists() {
                    pending.push(path);
                }
            } else if is_go_input(&path) {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        bail!("{} holds no Go module", module.display());
    }
    found.sort();
    Ok(found)
}

fn is_go_input(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name == "go.mod" || name == "go.sum" || path.extension().is_some_and(|suffix| suffix == "go")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("go.mod"), "module example").unwrap();
        fs::create_dir(directory.path().join("inner")).unwrap();
        fs::write(directory.path().join("inner/go.mod"), "module inner").unwrap();
        directory
    }

    #[test]
    fn a_build_of_a_process_that_is_gone_is_removed() {
        let cache = tempfile::tempdir().unwrap();
        let mine = cache
            .path()
            .join(format!("kubernetes-1.partial-{}", std::process::id()));
        for path in [
            &mine,
            &cache.path().join("kubernetes-1.partial-0"),
            &cache.path().join("kubernetes-2"),
        ] {
            fs::create_dir(path).unwrap();
        }
        remove_abandoned(cache.path()).unwrap();
        assert!(mine.exists() && cache.path().join("kubernetes-2").exists());
        assert!(!cache.path().join("kubernetes-1.partial-0").exists());
    }

    #[test]
    fn the_key_changes_with_sources_compiler_and_flags_only() {
        let directory = module();
        let path = directory.path();
        let first = key(&KUBERNETES, path, "go1.26").unwrap();
        fs::write(path.join("README.md"), "text").unwrap();
        fs::write(path.join("inner/main.go"), "package main").unwrap();
        assert_eq!(key(&KUBERNETES, path, "go1.26").unwrap(), first);
        assert_ne!(key(&KUBERNETES, path, "go1.27").unwrap(), first);
        assert_ne!(key(&TRAEFIK, path, "go1.26").unwrap(), first);
        fs::write(path.join("main.go"), "package main").unwrap();
        assert_ne!(key(&KUBERNETES, path, "go1.26").unwrap(), first);
    }
}
