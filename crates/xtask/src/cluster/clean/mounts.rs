//! Mounts of pods: volumes, root file systems, network namespaces.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use nix::mount::{MntFlags, umount2};

use super::Leftover;
use crate::cluster::layout::Layout;

pub(super) fn find(layout: &Layout) -> Result<Vec<Leftover>> {
    let text = fs::read_to_string("/proc/self/mountinfo")?;
    let found = below(&text, &[layout.state(), layout.run()]);
    Ok(found.into_iter().map(Leftover::Mount).collect())
}

pub(super) fn remove(path: &str) -> Result<()> {
    umount2(path, MntFlags::MNT_DETACH).with_context(|| format!("failed to unmount {path}"))
}

/// Mount points below these directories, the deepest and latest first.
fn below(mountinfo: &str, roots: &[&Path]) -> Vec<String> {
    let mut found: Vec<_> = mountinfo
        .lines()
        .filter_map(|line| line.split(' ').nth(4).map(unescape))
        .filter(|path| roots.iter().any(|root| Path::new(path).starts_with(root)))
        .collect();
    found.reverse();
    found.sort_by_key(|path| std::cmp::Reverse(Path::new(path).components().count()));
    found
}

/// The kernel writes spaces, tabs, line ends and backslashes of a path in octal.
fn unescape(path: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (escape, plain)| {
        path.replace(escape, plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_come_deepest_first_and_only_below_the_roots() {
        let text = "\
22 1 8:1 / / rw - ext4 /dev/sda rw
30 22 0:30 / /state/kubelet/pods/a/volumes/v rw - tmpfs tmpfs rw
31 22 8:1 /x /state/kubelet/pods/a/volumes/v/sub\\040path rw - ext4 /dev/sda rw
32 22 0:31 / /state-of-another rw - tmpfs tmpfs rw
33 22 0:4 net:[4026532] /run/p/netns/cni-1 rw - nsfs nsfs rw
";
        assert_eq!(
            below(text, &[Path::new("/state"), Path::new("/run/p")]),
            [
                "/state/kubelet/pods/a/volumes/v/sub path",
                "/state/kubelet/pods/a/volumes/v",
                "/run/p/netns/cni-1",
            ]
        );
    }
}
