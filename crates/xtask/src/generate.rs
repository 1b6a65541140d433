//! `cargo xtask gen`: every generated file of the checkout, made anew from its source; and the
//! check that none of them was edited or forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::cluster::components;
use crate::paths;
use crate::step::{Step, Steps};
use crate::up::build::{self, Binaries};
use crate::up::chart;

/// Directories in which everything is generated: what is not made again is removed.
const OWNED: [&str; 3] = ["crds", "charts/platform/files", "tests/chart/golden"];

/// Content by path below the checkout.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Writes all generated files.
pub(crate) fn run() -> Result<()> {
    let steps = Steps::new("gen")?;
    queries(&steps)?;
    let binaries = build::programs(&steps)?;
    steps.step("Generate files", "cargo xtask gen", |step| {
        let files = sources(step, &binaries)?;
        write(step, &files, &OWNED[..2])
    })?;
    let helm = components::ensure_kubernetes(&steps)?.join("helm");
    steps.step("Render the chart", "cargo xtask gen", |step| {
        let rendered = chart::render(&helm)?.into_iter();
        let files = rendered
            .map(|(path, text)| (path, text.into_bytes()))
            .collect();
        write(step, &files, &OWNED[2..])
    })
}

/// The description of every SQL statement. First, because nothing compiles where it is missing; its
/// check is a part of `cargo xtask check`.
fn queries(steps: &Steps) -> Result<()> {
    let program = ["--package=primero-testkit", "--bin=prepare-queries"];
    steps.step("Describe the queries", "cargo xtask gen", |step| {
        let mut cargo = Command::new(build::cargo());
        step.run(
            cargo
                .args(["run", "--locked"])
                .args(program)
                .current_dir(paths::root()),
        )
    })
}

/// Fails when a generated file is not what its source gives, and names the files. Renders of the
/// chart are checked by [`chart::check`].
pub(crate) fn check(steps: &Steps) -> Result<()> {
    let binaries = build::programs(steps)?;
    steps.step("Check generated files", "cargo xtask gen", |step| {
        let files = sources(step, &binaries)?;
        let mut differing: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, content) in &files {
            if fs::read(paths::root().join(path)).ok().as_ref() != Some(content) {
                differing.insert(path.clone());
            }
        }
        differing.extend(
            existing(&OWNED[..2])?
                .into_iter()
                .filter(|path| !files.contains_key(path)),
        );
        let list: Vec<_> = differing
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        ensure!(
            list.is_empty(),
            "not what their sources give: {}",
            list.join(", ")
        );
        Ok(())
    })
}

fn sources(step: &mut Step, binaries: &Binaries) -> Result<Files> {
    let mut files = Files::new();
    for (name, text) in definitions(&binaries.operator)? {
        files.insert(Path::new("crds").join(&name), text.clone().into_bytes());
        let copy = Path::new("charts/platform/files/crds").join(&name);
        files.insert(copy, kept(&text)?.into_bytes());
    }
    let release = printed(Command::new(&binaries.core).arg("release"))?;
    files.insert(
        "charts/platform/files/release.json".into(),
        release.into_bytes(),
    );
    let description = printed(Command::new(&binaries.core).arg("openapi"))?;
    files.insert(
        "crates/case-server/openapi.json".into(),
        description.into_bytes(),
    );
    bundles(step, &mut files)?;
    Ok(files)
}

/// The custom resource definitions, by file name.
fn definitions(operator: &Path) -> Result<BTreeMap<String, String>> {
    let stream = printed(Command::new(operator).arg("crds"))?;
    let mut files = BTreeMap::new();
    for definition in stream.split("---\n").filter(|part| !part.trim().is_empty()) {
        let name = definition
            .lines()
            .find_map(|line| line.strip_prefix("  name: "))
            .context("a definition has no name")?;
        files.insert(format!("{name}.yaml"), definition.to_owned());
    }
    ensure!(!files.is_empty(), "primero-operator crds printed nothing");
    Ok(files)
}

/// The chart's copy of a definition: Helm upgrades it, and never removes it.
fn kept(definition: &str) -> Result<String> {
    const KEEP: &str = "metadata:\n  annotations:\n    helm.sh/resource-policy: keep\n";
    let (before, after) = definition
        .split_once("\nmetadata:\n")
        .context("a definition has no metadata")?;
    Ok(format!("{before}\n{KEEP}{after}"))
}

/// Every template of the library, packed.
fn bundles(step: &mut Step, files: &mut Files) -> Result<()> {
    let library = paths::root().join("templates-library");
    for entry in fs::read_dir(&library).context("failed to list templates-library")? {
        let template = entry?.path();
        let Some(name) = template.file_name() else {
            continue;
        };
        if !template.join("template.yaml").exists() {
            continue;
        }
        step.note(format!("template {}", name.display()));
        let output = tempfile::tempdir().context("failed to make a directory to pack in")?;
        step.run(
            Command::new(build::pack())
                .arg(&template)
                .arg(output.path()),
        )?;
        for packed in fs::read_dir(output.path())? {
            let packed = packed?;
            let place = Path::new("charts/platform/files/templates").join(name);
            files.insert(place.join(packed.file_name()), fs::read(packed.path())?);
        }
    }
    Ok(())
}

fn write(step: &mut Step, files: &Files, owned: &[&str]) -> Result<()> {
    for path in existing(owned)?
        .into_iter()
        .filter(|path| !files.contains_key(path))
    {
        step.note(format!("removing {}", path.display()));
        fs::remove_file(paths::root().join(path))?;
    }
    for (path, content) in files {
        let absolute = paths::root().join(path);
        if fs::read(&absolute).ok().as_ref() == Some(content) {
            continue;
        }
        step.note(format!("writing {}", path.display()));
        if let Some(parent) = absolute.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&absolute, content)
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    Ok(())
}

/// Every file below the directories, by its path in the checkout.
fn existing(directories: &[&str]) -> Result<Vec<PathBuf>> {
    let mut pending: Vec<_> = directories.iter().map(PathBuf::from).collect();
    let mut files = Vec::new();
    while let Some(path) = pending.pop() {
        let absolute = paths::root().join(&path);
        if absolute.is_dir() {
            for entry in fs::read_dir(&absolute)? {
                pending.push(path.join(entry?.file_name()));
            }
        } else if absolute.exists() {
            files.push(path);
        }
    }
    Ok(files)
}

fn printed(command: &mut Command) -> Result<String> {
    let shown = crate::step::shown(command);
    let output = command
        .output()
        .with_context(|| format!("failed to run {shown}"))?;
    if !output.status.success() {
        bail!(
            "{shown}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{shown} printed no text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charts_copy_of_a_definition_is_kept() {
        let text =
            kept("kind: CustomResourceDefinition\nmetadata:\n  name: a.b\nspec: {}\n").unwrap();
        assert_eq!(
            text,
            "kind: CustomResourceDefinition\nmetadata:\n  annotations:\n    \
             helm.sh/resource-policy: keep\n  name: a.b\nspec: {}\n"
        );
    }
}
