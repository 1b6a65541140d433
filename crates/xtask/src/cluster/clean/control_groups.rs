//! Our folder of control groups, in every hierarchy that is mounted.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Leftover;
use crate::cluster::settings::CONTROL_GROUP;

/// Where version 2 is mounted on a machine that has no other.
const UNIFIED: &str = "/sys/fs/cgroup";

/// Makes the folders: the kubelet refuses to start below a root that is not there.
pub(crate) fn ensure() -> Result<()> {
    for root in roots()? {
        if root.parent() == Some(Path::new(UNIFIED)) {
            delegate(Path::new(UNIFIED));
        }
        fs::create_dir_all(&root).with_context(|| format!("failed to make {}", root.display()))?;
    }
    Ok(())
}

/// Lets groups below the one hierarchy of version 2 have its controllers, where nobody has done so yet. A
/// controller that cannot be handed on is one that the kubelet will name as missing.
fn delegate(hierarchy: &Path) {
    let available = fs::read_to_string(hierarchy.join("cgroup.controllers")).unwrap_or_default();
    for controller in available.split_ascii_whitespace() {
        let _ = fs::write(
            hierarchy.join("cgroup.subtree_control"),
            format!("+{controller}"),
        );
    }
}

pub(super) fn find_processes() -> Result<Vec<Leftover>> {
    let mut pids: Vec<i32> = groups()?
        .iter()
        .filter_map(|group| fs::read_to_string(group.join("cgroup.procs")).ok())
        .flat_map(|text| {
            text.lines()
                .filter_map(|line| line.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    pids.sort_unstable();
    pids.dedup();
    Ok(pids
        .into_iter()
        .map(|pid| Leftover::Contained { pid })
        .collect())
}

pub(super) fn find_groups() -> Result<Vec<Leftover>> {
    let groups = groups()?.into_iter();
    Ok(groups
        .map(|group| Leftover::ControlGroup(group.display().to_string()))
        .collect())
}

pub(super) fn remove(path: &str) -> Result<()> {
    fs::remove_dir(path).with_context(|| format!("failed to remove the control group {path}"))
}

/// All groups below ours, the deepest first.
fn groups() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending: Vec<_> = roots()?.into_iter().filter(|root| root.is_dir()).collect();
    while let Some(group) = pending.pop() {
        for entry in fs::read_dir(&group).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                pending.push(entry.path());
            }
        }
        found.push(group);
    }
    found.sort_by_key(|group| std::cmp::Reverse(group.components().count()));
    Ok(found)
}

fn roots() -> Result<Vec<PathBuf>> {
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    Ok(hierarchies(&mounts)
        .map(|mount| Path::new(mount).join(CONTROL_GROUP))
        .collect())
}

fn hierarchies(mounts: &str) -> impl Iterator<Item = &str> {
    mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        let (_, path, kind) = (fields.next()?, fields.next()?, fields.next()?);
        (kind == "cgroup" || kind == "cgroup2").then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_of_control_groups_are_seen() {
        let mounts = "\
tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup /sys/fs/cgroup/unified cgroup2 rw 0 0
";
        let found: Vec<_> = hierarchies(mounts).collect();
        assert_eq!(found, ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified"]);
    }
}
