//! The platform's chart on a cluster: installed, upgraded when something changed, removed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::chart;
use super::target::Target;
use crate::hex::hex;
use crate::image::Images;
use crate::step::{Step, Steps};

/// The namespace of everything that is ours.
pub(super) const NAMESPACE: &str = "primero-system";
/// The name of the Helm release.
const RELEASE: &str = "platform";
/// The first kind that the chart's objects need.
const FIRST_KIND: &str = "crd/corereleases.primero.org";
/// The namespace, with the strictest level that Pod Security has.
pub(super) const NAMESPACE_MANIFEST: &str = r#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {
    "name": "primero-system", "labels": {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted"}}}"#;

/// Installs or upgrades the platform and waits until it works.
pub(super) fn install(steps: &Steps, target: &Target, images: &Images) -> Result<()> {
    steps.step(
        "Install the platform",
        "cargo xtask kubectl -- get pods -n primero-system",
        |step| {
            chart::ensure_generated()?;
            let arguments = arguments(target, images)?;
            let inputs = inputs(&arguments)?;
            if !is_current(target, &inputs)? {
                apply_namespace(target)?;
                replace_changed_templates(step, target)?;
                // Objects of kinds that the first run brings are written by a second one.
                let first = target.get(&[FIRST_KIND])?.is_none();
                upgrade(step, target, &arguments, &inputs)?;
                if first {
                    let established = ["wait", "--for=condition=Established", "--timeout=60s"];
                    step.run(target.kubectl()?.args(established).arg(FIRST_KIND))?;
                    upgrade(step, target, &arguments, &inputs)?;
                }
            }
            for workload in ["statefulset/postgresql", "deployment/primero-operator"] {
                if target.get(&[workload, "--namespace", NAMESPACE])?.is_some() {
                    step.note(format!("waiting for {workload}"));
                    let wait = [
                        "rollout",
                        "status",
                        "--timeout=240s",
                        "--namespace",
                        NAMESPACE,
                        workload,
                    ];
                    step.run(target.kubectl()?.args(wait))?;
                }
            }
            Ok(())
        },
    )
}

/// Removes the release. What the chart keeps stays: kinds, instances, the database's volume.
pub(super) fn remove(steps: &Steps, target: &Target) -> Result<()> {
    steps.step(
        "Remove the platform",
        "helm list --all-namespaces",
        |step| {
            let uninstall = [
                "uninstall",
                RELEASE,
                "--namespace",
                NAMESPACE,
                "--ignore-not-found",
                "--wait",
            ];
            step.run(target.helm()?.args(uninstall))
        },
    )
}

fn arguments(target: &Target, images: &Images) -> Result<Vec<String>> {
    let mut arguments = target.chart_arguments()?;
    let named = [
        ("core", &images.core),
        ("operator", &images.operator),
        ("postgres", &images.postgres),
    ];
    for (name, archive) in named {
        arguments.push(format!("--set-string=images.{name}.tag={}", archive.tag()));
    }
    // A release is immutable, so that every build is a release of its own. The letter keeps an
    // all-digit digest from being a number, which may not start with zero.
    arguments.push(format!(
        "--set-string=release.version=0.1.0-dev.g{}",
        images.core.tag()
    ));
    Ok(arguments)
}

/// Digest over the chart and what it is given.
fn inputs(arguments: &[String]) -> Result<String> {
    let mut hash = Sha256::new();
    for (path, content) in chart::files()? {
        hash.update(path.as_os_str().as_encoded_bytes());
        hash.update(Sha256::digest(content));
    }
    for argument in arguments {
        hash.update([0]);
        hash.update(argument);
        if let Some(file) = argument.strip_prefix("--values=") {
            hash.update(std::fs::read(file).with_context(|| format!("failed to read {file}"))?);
        }
    }
    Ok(hex(&hash.finalize()[..16]))
}

/// True when the last release was made of these inputs and everything of it is still there.
fn is_current(target: &Target, inputs: &str) -> Result<bool> {
    let history = target
        .helm()?
        .args([
            "history",
            RELEASE,
            "--namespace",
            NAMESPACE,
            "--max=1",
            "--output=json",
        ])
        .output()
        .context("failed to run helm")?;
    let releases: Vec<Value> = serde_json::from_slice(&history.stdout).unwrap_or_default();
    let Some(last) = releases.last() else {
        return Ok(false);
    };
    if last["status"] != "deployed" || last["description"] != description(inputs) {
        return Ok(false);
    }
    let manifest = target
        .helm()?
        .args(["get", "manifest", RELEASE, "--namespace", NAMESPACE])
        .output()
        .context("failed to run helm")?;
    let mut kubectl = target.kubectl()?;
    kubectl.args([
        "get",
        "--filename=-",
        "--output=name",
        "--namespace",
        NAMESPACE,
    ]);
    Ok(fed(&mut kubectl, &manifest.stdout)?.status.success())
}

fn upgrade(step: &mut Step, target: &Target, arguments: &[String], inputs: &str) -> Result<()> {
    step.note("helm upgrade --install");
    let mut helm = target.helm()?;
    helm.args(["upgrade", "--install", RELEASE])
        .arg(chart::directory());
    helm.args([
        "--namespace",
        NAMESPACE,
        "--history-max=5",
        "--description",
        &description(inputs),
    ]);
    step.run(helm.args(arguments))
}

fn description(inputs: &str) -> String {
    format!("inputs {inputs}")
}

fn apply_namespace(target: &Target) -> Result<()> {
    let mut kubectl = target.kubectl()?;
    kubectl.args([
        "apply",
        "--server-side",
        "--field-manager=primero-up",
        "--filename=-",
    ]);
    let output = fed(&mut kubectl, NAMESPACE_MANIFEST.as_bytes())?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "failed to make the namespace: {}",
        said.trim()
    );
    Ok(())
}

/// A template is immutable, so that a changed bundle is a new version. In a checkout it changes
/// while it is written: the object makes way for the new one, and instances keep what they have.
fn replace_changed_templates(step: &mut Step, target: &Target) -> Result<()> {
    if target
        .get(&["crd/configurationtemplates.primero.org"])?
        .is_none()
    {
        return Ok(());
    }
    for template in chart::templates()? {
        let object = format!(
            "configurationtemplate/{}-{}",
            template.name, template.version
        );
        let current = target.get(&[&object])?;
        if current.is_some_and(|current| current["spec"]["bundle"]["digest"] != *template.digest) {
            step.note(format!("{object} changed"));
            step.run(target.kubectl()?.args(["delete", &object]))?;
        }
    }
    Ok(())
}

/// Runs a program with this input.
pub(super) fn fed(command: &mut Command, input: &[u8]) -> Result<std::process::Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("failed to start kubectl")?;
    let mut stdin = child.stdin.take().context("kubectl reads no input")?;
    stdin.write_all(input).context("kubectl stopped reading")?;
    drop(stdin);
    child
        .wait_with_output()
        .context("failed to wait for kubectl")
}
