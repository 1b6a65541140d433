//! Memory, disk, kernel and ports.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::{Missing, programs};
use crate::cluster;
use crate::cluster::settings::{API_PORT, EdgePorts, LOOPBACK_PORTS, NODE_ADDRESS, NODE_LINK};

/// Kernel modules, where the kernel has modules at all.
const MODULES: [&str; 7] = [
    "overlay",
    "br_netfilter",
    "ip_set",
    "ip_set_hash_ip",
    "nf_conntrack",
    "veth",
    "xt_set",
];

/// Bytes that must be free for images, volumes and logs.
const DISK: u64 = 6 << 30;
/// Bytes of memory for the cluster and a few tenants.
const MEMORY: u64 = 3 << 30;
/// What a person does about a kernel.
const KERNEL: &str = "use a machine or virtual machine with a common kernel";

/// True while the cluster's own link is there.
pub(super) fn has_node_link() -> bool {
    Path::new("/sys/class/net").join(NODE_LINK).exists()
}

/// What can be seen without programs and without being root.
pub(super) fn check(running: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    if programs::find("go").is_none() {
        missing.push(Missing::new(
            "go (the Go toolchain)",
            "install 1.26 from https://go.dev/dl",
        ));
    }
    // A cluster that runs has its share already.
    if let Some(free) = free_disk("/var").filter(|free| !running && *free < DISK) {
        let what = format!("disk: {} MiB are free below /var", free >> 20);
        missing.push(Missing::new(
            what,
            format!("make room for {} MiB", DISK >> 20),
        ));
    }
    if let Some(free) = free_memory().filter(|free| !running && *free < MEMORY) {
        let what = format!("memory: {} MiB are available", free >> 20);
        missing.push(Missing::new(
            what,
            format!("{} MiB are needed", MEMORY >> 20),
        ));
    }
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if !has_control_groups(&mounts) {
        missing.push(Missing::new(
            "control groups for memory, cpu, pids and devices",
            "mount them",
        ));
    }
    if !Path::new("/proc/self/ns/net").exists() || !Path::new("/proc/self/ns/mnt").exists() {
        missing.push(Missing::new("mount and network namespaces", KERNEL));
    }
    missing
}

/// Ports that our daemons listen on.
pub(super) fn check_ports() -> Vec<Missing> {
    let taken = LOOPBACK_PORTS
        .into_iter()
        .filter(|port| cluster::is_taken(Ipv4Addr::LOCALHOST, *port));
    let mut missing: Vec<_> = taken
        .map(|port| {
            let what = format!("port {port} of 127.0.0.1");
            Missing::new(what, "it is taken: stop the program that listens there")
        })
        .collect();
    // A listener on every address also takes those that are yet to come, as the node's.
    if cluster::is_taken(Ipv4Addr::new(127, 255, 255, 254), API_PORT) {
        let what = format!("port {API_PORT} of {NODE_ADDRESS}");
        missing.push(Missing::new(
            what,
            "a program listens there on every address: stop it",
        ));
    }
    missing
}

/// Ports for browsers. They are forwarded, not listened on: a listener is always somebody else's.
pub(super) fn check_edge(edge: EdgePorts) -> Vec<Missing> {
    let ports = [
        (edge.http, "PRIMERO_HTTP_PORT"),
        (edge.https, "PRIMERO_HTTPS_PORT"),
    ];
    let taken = ports
        .into_iter()
        .filter(|(port, _)| cluster::is_taken(Ipv4Addr::LOCALHOST, *port));
    taken
        .map(|(port, name)| {
            let what = format!("port {port} of 127.0.0.1, for browsers");
            Missing::new(what, format!("it is taken: set {name} to a free one"))
        })
        .collect()
}

/// What has to be tried out.
pub(super) fn check_network(marked: bool) -> Result<Vec<Missing>> {
    let mut missing = Vec::new();
    if !succeeds("unshare", &["--mount", "--net", "true"]) {
        missing.push(Missing::new("the right to make namespaces", KERNEL));
    }
    let filesystems = fs::read_to_string("/proc/filesystems").unwrap_or_default();
    if !filesystems.lines().any(|line| line.ends_with("\toverlay")) {
        missing.push(Missing::new("the overlay file system", KERNEL));
    }
    if !Path::new("/proc/sys/net/bridge/bridge-nf-call-iptables").exists() {
        missing.push(Missing::new(
            "the bridge's netfilter (br_netfilter)",
            KERNEL,
        ));
    }
    if !succeeds("nft", &["list", "tables"]) {
        missing.push(Missing::new("nftables", KERNEL));
    }
    if !can_make_links() {
        missing.push(Missing::new(
            "network links of type bridge and veth",
            KERNEL,
        ));
    }
    if missing.is_empty() && !marked && cluster::holds_kubernetes()? {
        missing.push(Missing::new(
            "a machine of its own: the firewall rules of another Kubernetes are here",
            "use that one: cargo xtask up --context NAME",
        ));
    }
    Ok(missing)
}

/// One sentence on why network policies are not enforced on this kernel.
pub(super) fn policy_gap() -> Option<String> {
    const PROBE: &str = "primero-probe";
    let made = succeeds("ipset", &["create", PROBE, "hash:ip"]);
    if made && succeeds("ipset", &["destroy", PROBE]) {
        return None;
    }
    Some(
        "This kernel has no IP sets, so network policies are NOT enforced here: tenants are not \
         isolated from each other on the network."
            .to_owned(),
    )
}

/// Built-in parts have no module; what is really missing shows in the checks.
pub(super) fn load_modules() {
    let _ = Command::new("modprobe")
        .args(["--all", "--quiet"])
        .args(MODULES)
        .output();
}

fn can_make_links() -> bool {
    const BRIDGE: &str = "primero-probe";
    const PAIR: [&str; 2] = ["primero-probe-a", "primero-probe-b"];
    let made = succeeds("ip", &["link", "add", BRIDGE, "type", "bridge"]);
    let paired = succeeds(
        "ip",
        &["link", "add", PAIR[0], "type", "veth", "peer", PAIR[1]],
    );
    // Both are removed whichever could be made.
    let removed = [BRIDGE, PAIR[0]].map(|link| succeeds("ip", &["link", "delete", link]));
    made && paired && removed == [true, true]
}

fn has_control_groups(mounts: &str) -> bool {
    let unified = mounts
        .lines()
        .any(|line| line.starts_with("cgroup2 /sys/fs/cgroup cgroup2 "));
    let has = |controller: &str| {
        mounts.lines().any(|line| {
            line.starts_with("cgroup ") && line.split([' ', ',']).any(|word| word == controller)
        })
    };
    unified || ["memory", "cpu", "pids", "devices"].into_iter().all(has)
}

fn free_disk(path: &str) -> Option<u64> {
    let found = nix::sys::statvfs::statvfs(path).ok()?;
    Some(found.blocks_available() * found.fragment_size())
}

fn free_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()
        .map(|kib| kib << 10)
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_groups_of_both_versions_are_known() {
        assert!(has_control_groups(
            "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"
        ));
        let first = "cgroup /c/m cgroup rw,memory 0 0\ncgroup /c/c cgroup rw,cpu 0 0\n";
        assert!(!has_control_groups(first));
        let rest = "cgroup /c/p cgroup rw,pids 0 0\ncgroup /c/d cgroup rw,devices 0 0\n";
        assert!(has_control_groups(&format!("{first}{rest}")));
    }

    #[test]
    fn a_listener_takes_its_port() {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let edge = EdgePorts {
            http: port,
            https: port,
        };
        assert_eq!(check_edge(edge).len(), 2);
        drop(listener);
        assert_eq!(check_edge(edge), []);
    }
}
