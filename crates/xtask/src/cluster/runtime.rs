//! containerd, apart from any containerd that the machine runs itself, and its images.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::layout::Layout;
use super::process::Daemon;
use super::write_file;
use crate::step::Step;

/// Where every image that is missing is asked for: nowhere. Nothing calls out of the machine.
const NO_REGISTRY: &str = r#"server = "http://127.0.0.1:9"

[host."http://127.0.0.1:9"]
capabilities = ["pull", "resolve"]
"#;

/// The namespace of containerd that the kubelet looks into.
const NAMESPACE: &str = "k8s.io";

/// The daemon, after its configuration is written.
pub(crate) fn daemon(layout: &Layout, pause_image: &str) -> Result<Daemon> {
    let file = layout.config("containerd.toml");
    write_file(&file, configuration(layout, pause_image).as_bytes(), 0o644)?;
    let registries = layout.config("registries/_default/hosts.toml");
    write_file(&registries, NO_REGISTRY.as_bytes(), 0o644)?;
    Ok(Daemon {
        name: "containerd",
        program: PathBuf::from("/usr/bin/containerd"),
        arguments: vec![format!("--config={}", file.display())],
        inputs: vec![file],
    })
}

/// Starts containerd and waits until it answers.
pub(crate) fn start(layout: &Layout, pause_image: &str) -> Result<()> {
    let daemon = daemon(layout, pause_image)?;
    daemon.ensure(layout)?;
    daemon.wait_until(layout, Duration::from_secs(20), || images(layout).is_ok())
}

/// Imports the image of an OCI layout unless containerd has it under that name with that content.
/// True when it was imported.
pub(crate) fn import(layout: &Layout, step: &mut Step, file: &Path) -> Result<bool> {
    let known = images(layout)?;
    if labels(file)?.is_some_and(|label| known.contains(&label)) {
        return Ok(false);
    }
    step.run(ctr(layout).args(["images", "import"]).arg(file))
        .with_context(|| format!("failed to load {}", file.display()))?;
    Ok(true)
}

/// An image by its name and the digest of its manifest.
type Label = (String, String);

/// The images that pods can use.
fn images(layout: &Layout) -> Result<Vec<Label>> {
    let output = ctr(layout).args(["images", "list"]).output()?;
    if !output.status.success() {
        bail!(
            "ctr images list: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(listed(&String::from_utf8_lossy(&output.stdout)))
}

fn listed(table: &str) -> Vec<Label> {
    let rows = table.lines().skip(1).map(str::split_ascii_whitespace);
    rows.filter_map(|mut row| Some((row.next()?.to_owned(), row.nth(1)?.to_owned())))
        .collect()
}

/// What the index of a layout calls its image, if it says so; ours come with it at the front.
fn labels(file: &Path) -> Result<Option<Label>> {
    let open =
        || fs::File::open(file).with_context(|| format!("failed to open {}", file.display()));
    let mut archive = tar::Archive::new(open()?);
    for entry in archive.entries()? {
        let entry = entry.with_context(|| format!("{} is no tar file", file.display()))?;
        if entry.path()?.as_ref() == Path::new("index.json") {
            let index: Value = serde_json::from_reader(entry)?;
            let manifest = &index["manifests"][0];
            let name = manifest["annotations"]["io.containerd.image.name"].as_str();
            let digest = manifest["digest"].as_str();
            return Ok(name
                .zip(digest)
                .map(|(name, digest)| (name.to_owned(), digest.to_owned())));
        }
    }
    Ok(None)
}

fn ctr(layout: &Layout) -> Command {
    let mut command = Command::new("ctr");
    command.arg("--address").arg(layout.containerd_socket());
    command.args(["--namespace", NAMESPACE]);
    command
}

fn configuration(layout: &Layout, pause_image: &str) -> String {
    let state = layout.state().display();
    let run = layout.run().display();
    let socket = layout.containerd_socket();
    let socket = socket.display();
    format!(
        r#"version = 2
root = "{state}/containerd"
state = "{run}/containerd"
disabled_plugins = [
    "io.containerd.snapshotter.v1.aufs",
    "io.containerd.snapshotter.v1.btrfs",
    "io.containerd.snapshotter.v1.devmapper",
    "io.containerd.snapshotter.v1.zfs",
    "io.containerd.tracing.processor.v1.otlp",
    "io.containerd.internal.v1.tracing",
]

[grpc]
address = "{socket}"

[plugins."io.containerd.internal.v1.opt"]
path = "{state}/containerd/opt"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{pause_image}"
# Without CAP_SYS_RESOURCE a lower score than one's own cannot be set.
restrict_oom_score_adj = true
# Network namespaces are mounted where `down` finds them.
netns_mounts_under_state_dir = true
disable_tcp_service = true
stream_server_address = "127.0.0.1"

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "{state}/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "{state}/config/registries"

[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "overlayfs"
default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
Root = "{run}/runc"
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_digests_are_read_from_the_table() {
        let table = "REF TYPE DIGEST SIZE PLATFORMS LABELS\n\
            primero.local/core:01 application/vnd.oci sha256:01ab 4.0 MiB linux/amd64 -\n";
        let expected = ("primero.local/core:01".to_owned(), "sha256:01ab".to_owned());
        assert_eq!(listed(table), [expected]);
    }

    #[test]
    fn containerd_keeps_to_its_own_directories() {
        let text = configuration(&Layout::machine(), "primero.local/pause:0123");
        insta::assert_snapshot!("containerd", text);
    }
}
