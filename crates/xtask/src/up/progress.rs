//! A sample tenant from its manifest to Ready, with the operator's own steps as the progress.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::target::Target;
use crate::step::{Step, Steps};

/// Long enough for a slow machine under load; the bar for an idle one is 20 seconds.
const PATIENCE: Duration = Duration::from_mins(5);
const PAUSE: Duration = Duration::from_millis(400);
/// A spec that cannot work is called `Stalled`; one that waits for its template may be, briefly.
const STALLED_PATIENCE: Duration = Duration::from_secs(20);

/// Applies the manifest of one instance and waits until it is Ready.
pub(super) fn apply_and_wait(steps: &Steps, target: &Target, manifest: &Path) -> Result<()> {
    let path = super::in_checkout(manifest);
    let name = applied(target, &path)?;
    let next = format!("cargo xtask kubectl -- describe primeroinstance {name}");
    steps.step(&format!("Bring up the tenant {name}"), &next, |step| {
        wait(step, target, &name)
    })
}

/// True when the instance serves what its manifest says now.
pub(super) fn is_ready(instance: &Value) -> bool {
    verdict(instance, None) == Verdict::Ready
}

fn applied(target: &Target, manifest: &Path) -> Result<String> {
    let output = target
        .kubectl()?
        .args(["apply", "--output=json", "--filename"])
        .arg(manifest)
        .output()
        .context("failed to run kubectl")?;
    if !output.status.success() {
        bail!(
            "{}: {}",
            manifest.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let object: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{} holds more than one instance", manifest.display()))?;
    let name = object["metadata"]["name"]
        .as_str()
        .context("the manifest names no instance")?;
    Ok(name.to_owned())
}

fn wait(step: &mut Step, target: &Target, name: &str) -> Result<()> {
    let began = Instant::now();
    let mut stalled: Option<Instant> = None;
    let mut said = String::new();
    let release = target.get(&["releasechannel", "stable"])?;
    let release = release
        .as_ref()
        .and_then(|channel| channel["spec"]["release"].as_str());
    loop {
        let instance = target
            .get(&["primeroinstance", name])?
            .context("the instance is gone")?;
        match verdict(&instance, release) {
            Verdict::Ready => return Ok(()),
            Verdict::Stalled(message) => {
                if stalled.get_or_insert_with(Instant::now).elapsed() > STALLED_PATIENCE {
                    bail!("{name} cannot become ready: {message}");
                }
            }
            Verdict::Working(what) => {
                stalled = None;
                if what != said {
                    step.note(&what);
                    said = what;
                }
            }
        }
        if began.elapsed() > PATIENCE {
            bail!(
                "{name} is not ready after {} s, at: {said}",
                PATIENCE.as_secs()
            );
        }
        thread::sleep(PAUSE);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Ready,
    Stalled(String),
    Working(String),
}

/// Conditions count for the generation that they looked at, and for no other. An instance stays Ready
/// while it moves to another release: it has arrived when it runs `release`, the one that the channel
/// `stable` gives.
fn verdict(instance: &Value, release: Option<&str>) -> Verdict {
    let generation = &instance["metadata"]["generation"];
    let empty = Vec::new();
    let conditions = instance["status"]["conditions"]
        .as_array()
        .unwrap_or(&empty);
    let is_true = |kind: &str| {
        conditions.iter().find(|condition| {
            condition["type"] == kind
                && condition["status"] == "True"
                && condition["observedGeneration"] == *generation
        })
    };
    if is_true("Ready").is_some() && runs(instance, release) {
        return Verdict::Ready;
    }
    if let Some(stalled) = is_true("Stalled") {
        return Verdict::Stalled(stalled["message"].as_str().unwrap_or_default().to_owned());
    }
    let steps = instance["status"]["steps"].as_array().unwrap_or(&empty);
    let current = steps.iter().find(|step| !step["endTime"].is_string());
    let text = |key| {
        current
            .and_then(|step| step[key].as_str())
            .unwrap_or_default()
    };
    Verdict::Working(
        format!("{} {}", text("name"), text("message"))
            .trim()
            .to_owned(),
    )
}

/// True when the instance runs `release`, or asks for something else than the channel gives.
fn runs(instance: &Value, release: Option<&str>) -> bool {
    let asked = &instance["spec"]["release"];
    let follows =
        asked["version"].is_null() && asked["channel"].as_str().unwrap_or("stable") == "stable";
    let current = instance["status"]["release"]["current"].as_str();
    !follows || release.is_none() || current == release
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn instance(conditions: &Value) -> Value {
        json!({
            "metadata": {"generation": 2},
            "status": {
                "conditions": conditions,
                "steps": [
                    {"name": "Validate", "endTime": "2026-11-24T10:00:00Z"},
                    {"name": "Database", "message": "waiting for the server"},
                ],
            },
        })
    }

    #[test]
    fn ready_counts_for_the_generation_it_looked_at() {
        let ready = |generation| json!([{"type": "Ready", "status": "True", "observedGeneration": generation}]);
        assert_eq!(verdict(&instance(&ready(2)), None), Verdict::Ready);
        let working = Verdict::Working("Database waiting for the server".to_owned());
        assert_eq!(verdict(&instance(&ready(1)), None), working);
    }

    #[test]
    fn a_stalled_instance_says_why() {
        let conditions = json!([{"type": "Stalled", "status": "True", "observedGeneration": 2,
            "message": "spec.planRef.name: no plan \"gold\""}]);
        let expected = Verdict::Stalled("spec.planRef.name: no plan \"gold\"".to_owned());
        assert_eq!(verdict(&instance(&conditions), None), expected);
    }

    #[test]
    fn an_instance_that_follows_the_channel_has_arrived_when_it_runs_its_release() {
        let mut instance = json!({"spec": {}, "status": {"release": {"current": "1.0.0"}}});
        assert!(runs(&instance, Some("1.0.0")));
        assert!(!runs(&instance, Some("1.1.0")));
        instance["spec"] = json!({"release": {"version": "1.0.0"}});
        assert!(runs(&instance, Some("1.1.0")));
    }
}
