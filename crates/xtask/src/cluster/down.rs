//! Takes the cluster away, with its data, so that nothing is left but the cache.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::layout::Layout;
use super::marker::Marker;
use super::{clean, lock, network, process};
use crate::step::Steps;

const NEXT: &str = "cargo xtask cluster down (it goes on where this run stopped)";

/// Daemons in the order in which they end: whoever starts something ends before it.
const ORDER: [&str; 8] = [
    "kubelet",
    "kube-router",
    "kube-proxy",
    "kube-scheduler",
    "kube-controller-manager",
    "kube-apiserver",
    "containerd",
    "etcd",
];

/// Stops and removes everything. Nothing happens where there is no cluster of ours.
pub(crate) fn down(steps: &Steps) -> Result<()> {
    let layout = Layout::machine();
    let Some(marker) = Marker::find(&layout)? else {
        steps.say("there is no local cluster on this machine");
        return Ok(());
    };
    let _lock = lock()?;
    steps.step("Stop the local cluster", NEXT, |step| {
        for daemon in ORDER {
            step.note(daemon);
            // Its pods and its data go anyway: there is nothing to wait for.
            process::stop(&layout, daemon, Duration::from_secs(3))?;
        }
        Ok(())
    })?;
    steps.step("Remove what is left of it", NEXT, |step| {
        clean::run(&layout, step)?;
        for (name, value) in &marker.kernel_before {
            // A setting of the connection tracker is gone with its last user.
            if network::kernel(name).is_some() {
                network::set_kernel(name, value)?;
            }
        }
        clean::firewall::remove_empty_tables(&marker.tables_before)?;
        remove(layout.run())?;
        for entry in fs::read_dir(layout.state())? {
            let path = entry?.path();
            if !path.ends_with("cluster.json") {
                remove(&path)?;
            }
        }
        // The mark goes last: until then a run that is killed can go on.
        remove(layout.state())
    })
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
