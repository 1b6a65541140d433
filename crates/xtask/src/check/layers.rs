//! Layers: dependencies between our crates point down, and every crate takes the workspace's lints.
//!
//! The table is the law; `docs/ARCHITECTURE.md` shows it as a picture. An arrow that is missing
//! here is either a type in the wrong crate or a decision that deserves an ADR.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// Which of our crates each crate may depend on, from the bottom up.
const MAY_USE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("case-web", &[]),
    ("telemetry", &["kernel"]),
    ("tenant-contract", &["kernel"]),
    ("forms", &["kernel"]),
    ("crd", &["kernel"]),
    ("http-kit", &["kernel"]),
    ("database-admin", &["kernel"]),
    ("case-model", &["kernel", "forms"]),
    ("templates", &["kernel", "forms", "case-model"]),
    ("case-db", &["kernel", "forms", "case-model"]),
    (
        "case-server",
        &[
            "kernel",
            "telemetry",
            "tenant-contract",
            "case-web",
            "forms",
            "http-kit",
            "case-model",
            "templates",
            "case-db",
        ],
    ),
    (
        "operator",
        &[
            "kernel",
            "telemetry",
            "tenant-contract",
            "crd",
            "database-admin",
        ],
    ),
];

/// Development only: these use anything below them, and the product uses them in tests at most.
const DEVELOPMENT: &[&str] = &["testkit", "xtask", "contract", "e2e"];

/// What we read of `cargo metadata --no-deps`.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

impl Metadata {
    /// Reads the text that `cargo metadata --no-deps --format-version 1` printed.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).context("failed to read the output of cargo metadata")
    }
}

/// Every arrow that points up, and every crate that the table does not know.
pub(crate) fn upward_arrows(metadata: &Metadata) -> Vec<String> {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut found = Vec::new();
    for package in &metadata.packages {
        let name = short(&package.name);
        if DEVELOPMENT.contains(&name) {
            continue;
        }
        let Some(allowed) = table.get(name) else {
            found.push(format!(
                "{}: crate {name:?} has no layer; add it to MAY_USE in crates/xtask/src/check/layers.rs",
                package.manifest_path
            ));
            continue;
        };
        found.extend(arrows_beyond(package, name, allowed));
    }
    found
}

fn arrows_beyond(package: &Package, name: &str, allowed: &[&str]) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.path.is_some())
        .filter(|dependency| {
            let target = short(&dependency.name);
            let in_tests = dependency.kind.as_deref() == Some("dev");
            let may = allowed.contains(&target) || (in_tests && target == "testkit");
            !may
        })
        .map(|dependency| {
            format!(
                "{}: {name} must not depend on {}; move the type down, or give the reason in an ADR \
                 and the arrow in crates/xtask/src/check/layers.rs",
                package.manifest_path,
                short(&dependency.name)
            )
        })
        .collect()
}

/// Every crate that goes its own way with lints.
pub(crate) fn crates_without_workspace_lints(metadata: &Metadata) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for package in &metadata.packages {
        let text = std::fs::read_to_string(&package.manifest_path)
            .with_context(|| format!("failed to read {}", package.manifest_path))?;
        if !inherits_lints(&text) {
            found.push(format!(
                "{}: add `[lints]` with `workspace = true`",
                package.manifest_path
            ));
        }
    }
    Ok(found)
}

fn inherits_lints(manifest: &str) -> bool {
    let mut inside = false;
    manifest.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            inside = line == "[lints]";
        }
        (inside && line == "workspace = true") || line == "lints.workspace = true"
    })
}

fn short(name: &str) -> &str {
    name.strip_prefix("primero-").unwrap_or(name)
}

/// Runs both checks over the workspace at `root`.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let output = std::process::Command::new("cargo")
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(root)
        .output()
        .context("failed to run cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let metadata = Metadata::parse(&String::from_utf8_lossy(&output.stdout))?;
    let mut found = upward_arrows(&metadata);
    found.extend(crates_without_workspace_lints(&metadata)?);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(packages: &str) -> Metadata {
        Metadata::parse(&format!("{{\"packages\":[{packages}]}}")).unwrap()
    }

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> String {
        let dependencies: Vec<_> = dependencies
            .iter()
            .map(|(name, kind)| {
                serde_json::json!({"name": format!("primero-{name}"), "kind": kind, "path": "/x"})
            })
            .collect();
        serde_json::json!({
            "name": format!("primero-{name}"),
            "manifest_path": format!("crates/{name}/Cargo.toml"),
            "dependencies": dependencies,
        })
        .to_string()
    }

    #[test]
    fn an_arrow_that_points_up_is_named_with_its_manifest() {
        let found = upward_arrows(&workspace(&package("forms", &[("case-model", None)])));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("crates/forms/Cargo.toml: forms must not depend on case-model")
        );
    }

    #[test]
    fn arrows_that_point_down_and_the_testkit_in_tests_are_silent() {
        let silent = package("case-db", &[("kernel", None), ("testkit", Some("dev"))]);
        assert_eq!(upward_arrows(&workspace(&silent)), Vec::<String>::new());
    }

    #[test]
    fn the_product_cannot_ship_the_testkit() {
        let found = upward_arrows(&workspace(&package("case-db", &[("testkit", None)])));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_crate_that_nobody_gave_a_layer_is_refused() {
        let found = upward_arrows(&workspace(&package("helpers", &[])));
        assert!(found[0].contains("has no layer"));
    }

    #[test]
    fn development_crates_use_anything() {
        let xtask = package(
            "xtask",
            &[("crd", None), ("templates", None), ("testkit", None)],
        );
        assert_eq!(upward_arrows(&workspace(&xtask)), Vec::<String>::new());
    }

    #[test]
    fn the_table_itself_has_no_cycle() {
        let order: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
        for (position, (name, allowed)) in MAY_USE.iter().enumerate() {
            for target in *allowed {
                let below = order.iter().position(|other| other == target);
                assert!(
                    below < Some(position),
                    "{name} uses {target}, which is not below it"
                );
            }
        }
    }

    #[test]
    fn lints_are_inherited_in_either_spelling_only() {
        assert!(inherits_lints(
            "[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n"
        ));
        assert!(inherits_lints("lints.workspace = true\n"));
        assert!(!inherits_lints("[package]\nworkspace = true\n"));
        assert!(!inherits_lints("[lints.clippy]\nall = \"allow\"\n"));
    }
}
