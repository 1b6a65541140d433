//! Resident memory of our programs in the local cluster: their processes are this machine's.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// One process of ours inside a pod.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    /// Its control groups; they carry the UID of the pod.
    groups: String,
    /// Resident memory in KiB.
    pub(crate) resident_kib: u64,
}

impl Process {
    /// True when it belongs to the pod with that UID, in either spelling of the kubelet's.
    pub(crate) fn is_of_pod(&self, uid: &str) -> bool {
        self.groups.contains(uid) || self.groups.contains(&uid.replace('-', "_"))
    }
}

/// Every process in a pod whose program has that file name.
pub(crate) fn of_program(name: &str) -> Result<Vec<Process>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").context("failed to list processes")? {
        let path = entry?.path();
        // Processes come and go while we look: one that cannot be read has gone.
        found.extend(read(&path, name));
    }
    Ok(found)
}

fn read(path: &Path, name: &str) -> Option<Process> {
    let program = fs::read_link(path.join("exe")).ok()?;
    if program.file_name()? != name {
        return None;
    }
    let groups = fs::read_to_string(path.join("cgroup")).ok()?;
    let resident_kib = resident(&fs::read_to_string(path.join("status")).ok()?)?;
    groups.contains("kubepods").then_some(Process {
        groups,
        resident_kib,
    })
}

fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_the_line_of_that_name() {
        let status =
            "Name:\tprimero-core\nVmPeak:\t  300000 kB\nVmRSS:\t   15324 kB\nThreads:\t4\n";
        assert_eq!(resident(status), Some(15324));
        assert_eq!(resident("Name:\tkthreadd\n"), None);
    }
}
