//! What this machine has and lacks. All that is missing is reported at once, with what still works.

mod machine;
mod programs;

use std::fmt::Write as _;

use anyhow::{Result, bail};
use nix::unistd::geteuid;

use crate::cluster::Marker;
use crate::cluster::settings::EdgePorts;
use crate::step::Step;

pub(crate) use programs::{Program, program, require};

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
    let running = marker.is_some() && machine::has_node_link();
    let mut missing = machine::check(running);
    if !geteuid().is_root() {
        missing.insert(
            0,
            Missing::new("root", "run it as root, for example by sudo"),
        );
    }
    missing.extend(machine::check_edge(edge));
    if !running {
        missing.extend(machine::check_ports());
    }
    if missing.is_empty() {
        missing = programs::install(step, &CLUSTER_PROGRAMS)?;
    } else {
        missing.extend(programs::missing(&CLUSTER_PROGRAMS));
    }
    // The rest is tried out with the programs, as root.
    if missing.is_empty() {
        machine::load_modules();
        missing = machine::check_network(marker.is_some())?;
    }
    if !missing.is_empty() {
        bail!("{}", report(&missing));
    }
    Ok(machine::policy_gap())
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
}
