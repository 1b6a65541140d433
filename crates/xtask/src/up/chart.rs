//! The chart `charts/platform` as files, and the check of it: `helm lint` and golden renders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::dry_run;
use crate::cluster::components;
use crate::paths;
use crate::step::Steps;

/// What `template.json`, which packing writes beside a bundle, says of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackedTemplate {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) digest: String,
    /// Sample users; the first is a caseworker.
    #[serde(default)]
    pub(crate) sample_users: Vec<String>,
}

/// Where the chart lies.
pub(crate) fn directory() -> PathBuf {
    paths::root().join("charts/platform")
}

/// Every file of the chart.
pub(crate) fn files() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    read(&directory())
}

/// The templates that the chart carries.
pub(crate) fn templates() -> Result<Vec<PackedTemplate>> {
    read(&directory().join("files/templates"))?
        .into_iter()
        .filter(|(path, _)| path.ends_with("template.json"))
        .map(|(path, content)| {
            serde_json::from_slice(&content)
                .with_context(|| format!("failed to read {}", path.display()))
        })
        .collect()
}

/// Fails when the chart lacks what `cargo xtask gen` puts into it: it would install nothing.
pub(crate) fn ensure_generated() -> Result<()> {
    let files = directory().join("files");
    let whole = files.join("crds").is_dir() && files.join("release.json").is_file();
    ensure!(
        whole,
        "charts/platform/files is not generated; run `cargo xtask gen` first"
    );
    Ok(())
}

/// Lints the chart, compares what it renders for each values file of `tests/chart` with the file of
/// the same name below `tests/chart/golden`, and asks an API server whether it would take it.
pub(crate) fn check(steps: &Steps) -> Result<()> {
    let helm = components::ensure_kubernetes(steps)?.join("helm");
    let rendered = steps.step("Check the chart", "cargo xtask gen", |step| {
        step.run(
            Command::new(&helm)
                .args(["lint", "--strict"])
                .arg(directory()),
        )?;
        let rendered = rendered(&helm)?;
        for (name, objects) in &rendered {
            let path = golden(name);
            let expected = fs::read_to_string(paths::root().join(&path)).unwrap_or_default();
            let difference = first_difference(&expected, &comparable(objects));
            ensure!(
                difference.is_none(),
                "{} differs from what the chart renders: {}",
                path.display(),
                difference.unwrap_or_default()
            );
        }
        Ok(rendered)
    })?;
    dry_run::check(steps, &rendered)
}

/// The golden files of the chart, by their path in the checkout.
pub(crate) fn render(helm: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let rendered = rendered(helm)?.into_iter();
    Ok(rendered
        .map(|(name, objects)| (golden(&name), comparable(&objects)))
        .collect())
}

/// What the chart renders, by the name of the values file.
fn rendered(helm: &Path) -> Result<BTreeMap<String, String>> {
    let cases = paths::root().join("tests/chart");
    let mut rendered = BTreeMap::new();
    for path in read(&cases)?.into_keys() {
        let values =
            path.parent() == Some(&cases) && path.extension().is_some_and(|kind| kind == "yaml");
        let Some(name) = path
            .file_name()
            .and_then(|name| name.to_str())
            .filter(|_| values)
        else {
            continue;
        };
        let output = Command::new(helm)
            .args(["template", "platform"])
            .arg(directory())
            .args(["--namespace=primero-system", "--kube-version=1.33.0"])
            .arg(format!("--values={}", path.display()))
            .output()
            .context("failed to run helm")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "helm template {name}: {}",
            said.trim()
        );
        rendered.insert(
            name.to_owned(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        );
    }
    Ok(rendered)
}

fn golden(name: &str) -> PathBuf {
    Path::new("tests/chart/golden").join(name)
}

/// The objects without what is new in every render (passwords, certificates), what has a file and
/// a check of its own (CRDs), and what no reader can judge (bundles).
fn comparable(rendered: &str) -> String {
    rendered
        .split("\n---\n")
        .filter(|object| !object.contains("\nkind: CustomResourceDefinition\n"))
        .map(|object| {
            object
                .lines()
                .map(comparable_line)
                .collect::<Vec<_>>()
                .join("\n")
        })
        .collect::<Vec<_>>()
        .join("\n---\n")
        + "\n"
}

fn comparable_line(line: &str) -> String {
    const MADE: [&str; 5] = [
        "  password: ",
        "  ca.crt: ",
        "  tls.crt: ",
        "  tls.key: ",
        "  bundle.json.gz",
    ];
    match line.split_once(": ") {
        Some((key, _)) if MADE.iter().any(|made| line.starts_with(made)) => {
            format!("{key}: (made)")
        }
        _ => line.to_owned(),
    }
}

fn first_difference(golden: &str, rendered: &str) -> Option<String> {
    if golden == rendered {
        return None;
    }
    let mut lines = golden.lines().zip(rendered.lines()).zip(1..);
    Some(lines.find(|((one, other), _)| one != other).map_or_else(
        || "one is longer than the other".to_owned(),
        |((one, other), line)| format!("line {line} has {one:?}, rendered {other:?}"),
    ))
}

fn read(directory: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(path) = pending.pop() {
        if !path.is_dir() {
            let content = fs::read(&path);
            files.insert(
                path.clone(),
                content.with_context(|| format!("failed to read {}", path.display()))?,
            );
            continue;
        }
        let entries =
            fs::read_dir(&path).with_context(|| format!("failed to list {}", path.display()))?;
        for entry in entries {
            pending.push(entry?.path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_in_every_render_is_not_compared() {
        let object = "# Source: platform/templates/database/secrets.yaml\ndata:\n  password: abc\n  username: cG9z\n";
        let crd = "# Generated\nkind: CustomResourceDefinition\nmetadata: {}\n";
        assert_eq!(
            comparable(&format!("{object}---\n{crd}")),
            "# Source: platform/templates/database/secrets.yaml\ndata:\n  password: (made)\n  username: cG9z\n"
        );
    }

    #[test]
    fn a_difference_names_its_line() {
        let text = first_difference("a\nb\n", "a\nc\n");
        assert_eq!(text.as_deref(), Some("line 2 has \"b\", rendered \"c\""));
    }
}
