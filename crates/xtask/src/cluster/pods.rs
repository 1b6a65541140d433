//! Whether what the API server says of pods is true after their node was started anew.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use super::client::Kubectl;
use crate::step::Step;

/// How long the kubelet may take to look at all its pods.
const LIMIT: Duration = Duration::from_mins(1);

/// Ids of the containers that run, as far as the API server knows.
pub(crate) fn running(kubectl: &Kubectl) -> Result<BTreeSet<String>> {
    Ok(running_in(&kubectl.json(&[
        "get",
        "pods",
        "--all-namespaces",
    ])?))
}

/// Waits until none of `lost`, which no longer exist, is said to run. Until then a pod would look
/// ready that is not there.
pub(crate) fn wait_until_gone(
    kubectl: &Kubectl,
    step: &mut Step,
    lost: &BTreeSet<String>,
) -> Result<()> {
    if lost.is_empty() {
        return Ok(());
    }
    step.note("waiting for pods to start again");
    let began = Instant::now();
    while !running(kubectl)?.is_disjoint(lost) {
        if began.elapsed() > LIMIT {
            bail!("the kubelet has not looked at all its pods after {LIMIT:?}");
        }
        thread::sleep(Duration::from_millis(300));
    }
    Ok(())
}

fn running_in(pods: &Value) -> BTreeSet<String> {
    let items = pods["items"].as_array().into_iter().flatten();
    let kinds = ["containerStatuses", "initContainerStatuses"];
    items
        .flat_map(|pod| kinds.map(|kind| &pod["status"][kind]))
        .flat_map(|statuses| statuses.as_array().into_iter().flatten())
        .filter(|status| status["state"]["running"].is_object())
        .filter_map(|status| status["containerID"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_running_containers_count() {
        let pods = json!({"items": [{"status": {"containerStatuses": [
            {"containerID": "containerd://one", "state": {"running": {"startedAt": "now"}}},
            {"containerID": "containerd://two", "state": {"terminated": {"exitCode": 0}}},
            {"state": {"waiting": {"reason": "ContainerCreating"}}},
        ]}}]});
        assert_eq!(
            running_in(&pods),
            BTreeSet::from(["containerd://one".to_owned()])
        );
    }
}
