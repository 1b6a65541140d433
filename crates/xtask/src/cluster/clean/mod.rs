//! Finds and removes what daemons, pods and killed runs leave behind. Finding is apart from
//! removing: what is found is a plain list, so `down` can prove that nothing is left.

pub(crate) mod control_groups;
mod files;
pub(crate) mod firewall;
mod mounts;
mod processes;

use std::fmt;

use anyhow::{Result, bail};

use super::layout::Layout;
use crate::step::Step;

/// One thing on the machine that belongs to the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leftover {
    /// A daemon.
    Daemon { pid: i32, name: String },
    /// What containerd leaves beside each pod.
    Shim { pid: i32 },
    /// A process in one of our control groups.
    Contained { pid: i32 },
    /// A mount below our directories.
    Mount(String),
    /// A network link.
    Link(String),
    /// A table of nftables.
    Table(String),
    /// Chains that kube-router and the CNI plugins made by way of iptables.
    Chains {
        program: &'static str,
        script: String,
    },
    /// An IP set.
    Set(String),
    /// A control group, in one hierarchy.
    ControlGroup(String),
    /// A file of ours outside of our directories.
    File(String),
}

impl fmt::Display for Leftover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Daemon { pid, name } => write!(f, "process {pid} ({name})"),
            Self::Shim { pid } => write!(f, "process {pid} (a shim of containerd)"),
            Self::Contained { pid } => write!(f, "process {pid} of a pod"),
            Self::Mount(path) => write!(f, "mount {path}"),
            Self::Link(name) => write!(f, "link {name}"),
            Self::Table(name) => write!(f, "nftables table {name}"),
            Self::Chains { program, .. } => write!(f, "chains of {program}"),
            Self::Set(name) => write!(f, "IP set {name}"),
            Self::ControlGroup(path) => write!(f, "control group {path}"),
            Self::File(path) => write!(f, "file {path}"),
        }
    }
}

/// Everything that is there now, in the order in which it can be removed.
pub(crate) fn find(layout: &Layout) -> Result<Vec<Leftover>> {
    let mut found = processes::find(layout)?;
    found.extend(control_groups::find_processes()?);
    found.extend(mounts::find(layout)?);
    found.extend(firewall::find_links());
    found.extend(firewall::find_rules()?);
    found.extend(control_groups::find_groups()?);
    found.extend(files::find(layout)?);
    Ok(found)
}

/// Ends daemons that no pid file knows: their run was killed before it could write one.
pub(crate) fn end_strays(layout: &Layout, known: &[i32], step: &mut Step) -> Result<()> {
    let mut strays = processes::find(layout)?;
    strays.retain(|found| matches!(found, Leftover::Daemon { pid, .. } if !known.contains(pid)));
    processes::kill(&strays, step);
    Ok(())
}

/// Removes it all. What needs several rounds (a process that dies slowly, a chain that another
/// one points to) gets them.
pub(crate) fn run(layout: &Layout, step: &mut Step) -> Result<()> {
    for _round in 0..5 {
        let found = find(layout)?;
        if found.is_empty() {
            firewall::forget_connections(step);
            return Ok(());
        }
        remove(&found, step);
    }
    let left: Vec<_> = find(layout)?.iter().map(ToString::to_string).collect();
    if left.is_empty() {
        return Ok(());
    }
    bail!("could not remove: {}", left.join(", "))
}

/// A failure here is only written down: the next round looks again at what is really there.
fn remove(found: &[Leftover], step: &mut Step) {
    processes::kill(found, step);
    for leftover in found {
        step.write(format_args!("removing {leftover}"));
        let result = match leftover {
            Leftover::Daemon { .. } | Leftover::Shim { .. } | Leftover::Contained { .. } => Ok(()),
            Leftover::Mount(path) => mounts::remove(path),
            Leftover::Link(name) => firewall::remove_link(name),
            Leftover::Table(name) => firewall::remove_table(name),
            Leftover::Chains { program, script } => firewall::restore(program, script),
            Leftover::Set(name) => firewall::remove_set(name),
            Leftover::ControlGroup(path) => control_groups::remove(path),
            Leftover::File(path) => files::remove(path),
        };
        if let Err(error) = result {
            step.write(format_args!("  not yet: {error:#}"));
        }
    }
}
