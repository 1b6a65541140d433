//! What runs, what does not, and what a person should know about it.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::Value;

use super::client::Kubectl;
use super::layout::Layout;
use super::marker::Marker;
use super::{clean, process};

const DAEMONS: [&str; 8] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "containerd",
    "kubelet",
    "kube-proxy",
    "kube-router",
];

/// Prints the state of the cluster. True when all of it works.
pub(crate) fn print() -> Result<bool> {
    let layout = Layout::machine();
    let mut out = io::stdout().lock();
    let Some(marker) = Marker::find(&layout)? else {
        writeln!(
            out,
            "there is no local cluster on this machine; next: cargo xtask cluster up"
        )?;
        return Ok(false);
    };
    let mut well = true;
    for daemon in DAEMONS {
        let expected = daemon != "kube-router" || marker.policy_gap.is_none();
        let line = match process::pid(&layout, daemon) {
            Some(pid) => format!("runs (process {pid})"),
            None if expected => {
                well = false;
                "does not run".to_owned()
            }
            None => "is not used on this kernel".to_owned(),
        };
        writeln!(out, "{daemon:<24} {line}")?;
    }
    if process::is_running(&layout, "kube-apiserver") {
        well &= print_workloads(&mut out, &Kubectl::new(&layout)?)?;
    } else {
        writeln!(
            out,
            "left of it: {} things; next: cargo xtask cluster up",
            clean::find(&layout)?.len()
        )?;
    }
    writeln!(
        out,
        "kubeconfig               {}",
        layout.kubeconfig().display()
    )?;
    writeln!(
        out,
        "tenants                  http://<name>.localhost:{} and https on {}",
        marker.edge.http, marker.edge.https
    )?;
    if let Some(gap) = marker.policy_gap {
        writeln!(out, "{gap}")?;
    }
    Ok(well)
}

fn print_workloads(out: &mut impl Write, kubectl: &Kubectl) -> Result<bool> {
    if !kubectl.is_ready() {
        writeln!(out, "the API server does not answer")?;
        return Ok(false);
    }
    let mut well = true;
    let deployments = kubectl.json(&["get", "deployments", "--all-namespaces"])?;
    for deployment in deployments["items"].as_array().into_iter().flatten() {
        let (line, available) = describe(deployment);
        writeln!(out, "{line}")?;
        well &= available;
    }
    Ok(well)
}

fn describe(deployment: &Value) -> (String, bool) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = text(&deployment["metadata"]["name"]);
    let namespace = text(&deployment["metadata"]["namespace"]);
    let wanted = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
    let available = deployment["status"]["availableReplicas"]
        .as_u64()
        .unwrap_or(0);
    let shown = format!("{namespace}/{name}");
    (
        format!("{shown:<40} {available} of {wanted} available"),
        available >= wanted,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_without_pods_is_not_well() {
        let deployment = serde_json::json!({
            "metadata": {"namespace": "kube-system", "name": "coredns"},
            "spec": {"replicas": 1},
            "status": {},
        });
        let (line, available) = describe(&deployment);
        assert!(line.ends_with("0 of 1 available"), "{line}");
        assert!(!available);
    }
}
