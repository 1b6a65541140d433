//! The operator as something that can be killed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::cluster::Cluster;
use crate::wait;

const PODS: &str = "/api/v1/namespaces/primero-system/pods";
const SELECTOR: &str = "?labelSelector=app.kubernetes.io/name%3Dprimero-operator";

/// Kills the operator's process as a crash would (no signal that it could handle), and its pod, so
/// that the next one starts without the kubelet's waiting time for containers that crash.
pub fn kill(cluster: &Cluster) -> Result<()> {
    let pods = cluster.list(&format!("{PODS}{SELECTOR}"))?;
    ensure!(!pods.is_empty(), "no operator is there to kill");
    for process in processes()? {
        // A process that ended by itself meanwhile is as dead as we want it.
        Command::new("kill")
            .args(["-KILL", &process.to_string()])
            .status()?;
    }
    for pod in pods {
        let name = pod["metadata"]["name"]
            .as_str()
            .context("a pod has a name")?;
        cluster.delete(&format!("{PODS}/{name}?gracePeriodSeconds=0"))?;
    }
    Ok(())
}

/// Waits until an operator is ready again.
pub fn wait_ready(cluster: &Cluster) -> Result<()> {
    wait::until_true("an operator is ready", Duration::from_mins(1), || {
        let pods = cluster.list(&format!("{PODS}{SELECTOR}"))?;
        Ok(pods.iter().any(is_ready))
    })
}

fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    pod["metadata"]["deletionTimestamp"].is_null()
        && conditions.is_some_and(|all| {
            all.iter()
                .any(|one| one["type"] == "Ready" && one["status"] == "True")
        })
}

/// Ids of the operator's processes on this machine: a local cluster's containers are its children.
fn processes() -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").context("failed to list processes")? {
        let path: PathBuf = entry?.path();
        let id: Option<u32> = path
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        let program = fs::read_link(path.join("exe")).unwrap_or_default();
        let is_operator = program
            .file_name()
            .is_some_and(|name| name == "primero-operator");
        let in_a_pod =
            fs::read_to_string(path.join("cgroup")).is_ok_and(|groups| groups.contains("kubepods"));
        found.extend(id.filter(|_| is_operator && in_a_pod));
    }
    Ok(found)
}
