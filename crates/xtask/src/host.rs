//! What this machine has and lacks. All that is missing is reported at once, with what still works.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use nix::unistd::geteuid;

use crate::cluster::settings::{API_PORT, EdgePorts, LOOPBACK_PORTS, NODE_ADDRESS, NODE_LINK};
use crate::cluster::{self, Marker};
use crate::step::Step;

/// A program, and the Debian package that has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    name: &'static str,
    package: &'static str,
}

/// Names a program and its package.
pub(crate) const fn program(name: &'static str, package: &'static str) -> Program {
    Program { name, package }
}

/// What the local cluster runs or calls.
const CLUSTER_PROGRAMS: [Program; 13] = [
    program("/usr/bin/etcd", "etcd-server"),
    program("/usr/bin/containerd", "containerd"),
    program("ctr", "containerd"),
    program("runc", "runc"),
    program("/usr/lib/cni/bridge", "containernetworking-plugins"),
    program("ipset", "ipset"),
    program("iptables", "iptables"),
    program("nft", "nftables"),
    program("conntrack", "conntrack"),
    program("ip", "iproute2"),
    program("setsid", "util-linux"),
    program("cc", "gcc"),
    program("readelf", "binutils"),
];

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

/// Something that is missing, and what a person does about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    what: String,
    remedy: String,
}

impl Missing {
    fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// Checks all that the local cluster needs and, as root on Debian, installs the packages that are
/// missing. Changes nothing when anything else is missing. Answers why network policies cannot
/// be enforced, if they cannot.
pub(crate) fn prepare_cluster(
    step: &mut Step,
    marker: Option<&Marker>,
    edge: EdgePorts,
) -> Result<Option<String>> {
    let mut missing = check_machine();
    if geteuid().is_root() && missing.is_empty() {
        missing = install(step, &CLUSTER_PROGRAMS)?;
    } else {
        missing.extend(absent(&CLUSTER_PROGRAMS).into_iter().map(manual));
    }
    if geteuid().is_root() && missing.is_empty() {
        load_modules();
        missing.extend(check_kernel());
        missing.extend(check_ports(marker, edge));
        missing.extend(check_other_kubernetes(marker)?);
    }
    if !missing.is_empty() {
        bail!("{}", report(&missing));
    }
    Ok(policy_gap())
}

/// Installs the packages of the programs that are missing. What could not be is the answer.
pub(crate) fn install(step: &mut Step, programs: &[Program]) -> Result<Vec<Missing>> {
    let absent = absent(programs);
    if absent.is_empty() {
        return Ok(Vec::new());
    }
    if !Path::new("/etc/debian_version").exists() || !geteuid().is_root() {
        return Ok(absent.into_iter().map(manual).collect());
    }
    let mut packages: Vec<_> = absent.iter().map(|program| program.package).collect();
    packages.dedup();
    step.note(format_args!("installing {}", packages.join(", ")));
    let quiet = QuietServices::begin()?;
    step.run(Command::new("apt-get").arg("update"))?;
    step.run(
        Command::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    drop(quiet);
    Ok(self::absent(programs).into_iter().map(manual).collect())
}

/// The programs are there at the end, or the error says how a person gets them.
pub(crate) fn require(step: &mut Step, programs: &[Program]) -> Result<()> {
    let missing = install(step, programs)?;
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = missing
        .iter()
        .map(|Missing { what, remedy }| format!("\n  - {what}: {remedy}"))
        .collect();
    bail!("this machine lacks:{}", lines.concat())
}

/// While it lives, an installed package does not start its service: the machine's own etcd or
/// containerd is none of our business.
struct QuietServices {
    made: bool,
}

impl QuietServices {
    const PATH: &str = "/usr/sbin/policy-rc.d";

    fn begin() -> Result<Self> {
        if Path::new(Self::PATH).exists() {
            return Ok(Self { made: false });
        }
        use std::os::unix::fs::PermissionsExt as _;
        fs::write(Self::PATH, "#!/bin/sh\nexit 101\n").context("failed to write policy-rc.d")?;
        fs::set_permissions(Self::PATH, fs::Permissions::from_mode(0o755))?;
        Ok(Self { made: true })
    }
}

impl Drop for QuietServices {
    fn drop(&mut self) {
        if self.made {
            // It only keeps services from starting; a person sees it if it could not be removed.
            let _ = fs::remove_file(Self::PATH);
        }
    }
}

fn check_machine() -> Vec<Missing> {
    let mut missing = Vec::new();
    if !geteuid().is_root() {
        missing.push(Missing::new(
            "this is not root",
            "run it as root, for example by sudo",
        ));
    }
    if find_program("go").is_none() {
        missing.push(Missing::new(
            "go (the Go toolchain)",
            "install 1.26 from https://go.dev/dl",
        ));
    }
    if let Some(free) = free_disk("/var").filter(|free| *free < DISK) {
        let what = format!("only {} MiB of disk free below /var", free >> 20);
        missing.push(Missing::new(
            what,
            format!("make room for {} MiB", DISK >> 20),
        ));
    }
    if let Some(free) = free_memory().filter(|free| *free < MEMORY) {
        let what = format!("only {} MiB of memory available", free >> 20);
        missing.push(Missing::new(
            what,
            format!("{} MiB are needed", MEMORY >> 20),
        ));
    }
    missing
}

fn check_kernel() -> Vec<Missing> {
    let mut missing = Vec::new();
    let kernel = "use a machine or virtual machine with a common kernel";
    if !succeeds("unshare", &["--mount", "--net", "true"]) {
        missing.push(Missing::new("mount and network namespaces", kernel));
    }
    let filesystems = fs::read_to_string("/proc/filesystems").unwrap_or_default();
    if !filesystems.lines().any(|line| line.ends_with("\toverlay")) {
        missing.push(Missing::new("the overlay file system", kernel));
    }
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if !has_control_groups(&mounts) {
        missing.push(Missing::new(
            "control groups for memory, cpu and pids",
            "mount them",
        ));
    }
    if !Path::new("/proc/sys/net/bridge/bridge-nf-call-iptables").exists() {
        missing.push(Missing::new(
            "the bridge's netfilter (br_netfilter)",
            kernel,
        ));
    }
    if !succeeds("nft", &["list", "tables"]) {
        missing.push(Missing::new("nftables", kernel));
    }
    if !can_make_link() {
        missing.push(Missing::new(
            "network links of type bridge and veth",
            kernel,
        ));
    }
    missing
}

fn check_ports(marker: Option<&Marker>, edge: EdgePorts) -> Vec<Missing> {
    let mut missing = Vec::new();
    let loopback = std::net::Ipv4Addr::LOCALHOST;
    let running = marker.is_some_and(|_| Path::new("/sys/class/net").join(NODE_LINK).exists());
    if !running {
        for port in LOOPBACK_PORTS
            .into_iter()
            .filter(|port| cluster::is_taken(loopback, *port))
        {
            let what = format!("port {port} of 127.0.0.1 is taken");
            missing.push(Missing::new(what, "stop the program that listens there"));
        }
        if is_taken_everywhere(API_PORT) {
            let what = format!("port {API_PORT} is taken on every address");
            missing.push(Missing::new(what, format!("free it for {NODE_ADDRESS}")));
        }
    }
    // The edge's ports are forwarded, not listened on: a listener is always somebody else's.
    for (port, name) in [
        (edge.http, "PRIMERO_HTTP_PORT"),
        (edge.https, "PRIMERO_HTTPS_PORT"),
    ] {
        if cluster::is_taken(loopback, port) {
            let what = format!("port {port} of 127.0.0.1, for browsers, is taken");
            missing.push(Missing::new(what, format!("set {name} to a free one")));
        }
    }
    missing
}

fn check_other_kubernetes(marker: Option<&Marker>) -> Result<Vec<Missing>> {
    if marker.is_some() || !cluster::holds_kubernetes()? {
        return Ok(Vec::new());
    }
    Ok(vec![Missing::new(
        "this machine runs another Kubernetes (its firewall rules are there)",
        "use that one: cargo xtask up --context NAME",
    )])
}

/// One sentence on why network policies are not enforced on this kernel.
fn policy_gap() -> Option<String> {
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

fn report(missing: &[Missing]) -> String {
    let mut text = "the local cluster cannot start here; missing:\n".to_owned();
    for Missing { what, remedy } in missing {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  - {what}: {remedy}");
    }
    text.push_str(
        "what works without it: `primero-core dev` (a tenant without Kubernetes), and \
         `cargo xtask up --context NAME` (a cluster that you have)",
    );
    text
}

fn absent(programs: &[Program]) -> Vec<Program> {
    programs
        .iter()
        .copied()
        .filter(|program| find_program(program.name).is_none())
        .collect()
}

fn manual(program: Program) -> Missing {
    let Program { name, package } = program;
    Missing::new(
        name,
        format!("install the package {package} (Debian's name)"),
    )
}

fn find_program(name: &str) -> Option<std::path::PathBuf> {
    if name.starts_with('/') {
        return Some(name.into()).filter(|path: &std::path::PathBuf| path.exists());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(Into::into);
    std::env::split_paths(&path)
        .chain(system)
        .map(|dir| dir.join(name))
        .find(|file| file.exists())
}

fn load_modules() {
    // Built-in parts have no module; what is really missing shows in the checks.
    let _ = Command::new("modprobe")
        .args(["--all", "--quiet"])
        .args(MODULES)
        .output();
}

fn can_make_link() -> bool {
    const PROBE: &str = "primero-probe";
    let made = succeeds("ip", &["link", "add", PROBE, "type", "bridge"]);
    let veth = [
        "link",
        "add",
        "primero-probe-a",
        "type",
        "veth",
        "peer",
        "primero-probe-b",
    ];
    let paired = succeeds("ip", &veth);
    let removed = succeeds("ip", &["link", "delete", PROBE]);
    made && paired && removed && succeeds("ip", &["link", "delete", "primero-probe-a"])
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

fn is_taken_everywhere(port: u16) -> bool {
    cluster::is_taken(std::net::Ipv4Addr::UNSPECIFIED, port)
        && cluster::is_taken(std::net::Ipv4Addr::new(127, 0, 0, 2), port)
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
    fn everything_missing_is_reported_at_once_with_what_still_works() {
        let text = report(&[
            Missing::new("go", "install it"),
            Missing::new("runc", "install runc"),
        ]);
        assert!(text.contains("- go: install it") && text.contains("- runc: install runc"));
        assert!(text.contains("primero-core dev") && text.contains("--context"));
    }

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
}
