//! Files that containerd, the CNI library and the kubelet put where nobody can tell them not to.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Leftover;
use crate::cluster::layout::Layout;
use crate::cluster::settings::POD_BRIDGE;

/// Sockets of shims, of every containerd of the machine.
const SHIM_SOCKETS: &str = "/run/containerd/s";
/// Results of the CNI plugins, of every runtime of the machine.
const CNI_RESULTS: &str = "/var/lib/cni/results";
/// Links to logs of containers, of every kubelet of the machine.
const CONTAINER_LOGS: &str = "/var/log/containers";
/// What every kubelet makes for device plugins, whatever its root directory is.
const DEVICE_PLUGINS: &str = "/var/lib/kubelet/device-plugins";

pub(super) fn find(layout: &Layout) -> Result<Vec<Leftover>> {
    let mut found = dead_sockets(
        Path::new(SHIM_SOCKETS),
        &fs::read_to_string("/proc/net/unix")?,
    );
    found.extend(results_of(layout, Path::new(CNI_RESULTS)));
    found.extend(links_into(layout.state(), Path::new(CONTAINER_LOGS)));
    found.extend(entries(&layout.at("cni/networks").join(POD_BRIDGE)));
    found.extend(entries(Path::new(DEVICE_PLUGINS)));
    found.sort();
    Ok(found
        .into_iter()
        .map(|path| Leftover::File(path.display().to_string()))
        .collect())
}

/// Removes a file, and its directory when that was the last one in it.
pub(super) fn remove(path: &str) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("failed to remove {path}"))?;
    for directory in Path::new(path).ancestors().skip(1).take(2) {
        // Fails when there is something else in it, and that is right.
        if fs::remove_dir(directory).is_err() {
            break;
        }
    }
    Ok(())
}

/// Sockets that nobody listens on.
fn dead_sockets(directory: &Path, listening: &str) -> Vec<PathBuf> {
    let mut found = entries(directory);
    found.retain(|path| {
        let path = path.display().to_string();
        !listening.lines().any(|line| line.ends_with(&path))
    });
    found
}

fn results_of(layout: &Layout, directory: &Path) -> Vec<PathBuf> {
    let run = format!("{}/", layout.run().display());
    let mut found = entries(directory);
    found.retain(|path| fs::read_to_string(path).is_ok_and(|text| text.contains(&run)));
    found
}

fn links_into(state: &Path, directory: &Path) -> Vec<PathBuf> {
    let mut found = entries(directory);
    found.retain(|path| fs::read_link(path).is_ok_and(|target| target.starts_with(state)));
    found
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_with_a_listener_stays() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["dead", "alive"] {
            fs::write(directory.path().join(name), "").unwrap();
        }
        let listening = format!(
            "0000: 00000002 0 10000 1 1 9 {}\n",
            directory.path().join("alive").display()
        );
        assert_eq!(
            dead_sockets(directory.path(), &listening),
            [directory.path().join("dead")]
        );
    }

    #[test]
    fn only_links_into_our_state_are_ours() {
        let directory = tempfile::tempdir().unwrap();
        let link = |name: &str, target: &str| {
            std::os::unix::fs::symlink(target, directory.path().join(name)).unwrap();
        };
        link("ours", "/var/lib/primero-local/pod-logs/a/0.log");
        link("foreign", "/var/log/pods/b/0.log");
        let state = Layout::machine();
        assert_eq!(
            links_into(state.state(), directory.path()),
            [directory.path().join("ours")]
        );
    }
}
