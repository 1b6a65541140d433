//! Daemons and shims that a pid file does not know any more.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use nix::sys::signal::Signal;

use super::Leftover;
use crate::cluster::layout::Layout;
use crate::cluster::process::{self, start_time};
use crate::step::Step;

/// What keeps a pod's containers when containerd restarts.
const SHIM: &str = "containerd-shim-runc-v2";
/// How long a daemon may take to end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// Programs that belong to the cluster when they work on its directories.
const PROGRAMS: [&str; 10] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kube-router",
    "kubelet",
    "containerd",
    SHIM,
    "runc",
];

pub(super) fn find(layout: &Layout) -> Result<Vec<Leftover>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<i32>().ok())
        else {
            continue;
        };
        // A process may end while it is looked at.
        let Ok(command_line) = fs::read(format!("/proc/{pid}/cmdline")) else {
            continue;
        };
        let command_line = String::from_utf8_lossy(&command_line);
        if let Some(name) = ours(&command_line, layout)
            && start_time(pid).is_some()
        {
            found.push(leftover(pid, name));
        }
    }
    // Daemons before shims, so that nobody starts again what is being ended.
    found.sort_by_key(|leftover| matches!(leftover, Leftover::Shim { .. }));
    Ok(found)
}

fn leftover(pid: i32, name: String) -> Leftover {
    if name == SHIM {
        Leftover::Shim { pid }
    } else {
        Leftover::Daemon { pid, name }
    }
}

/// The program's name, if these arguments are those of a part of the cluster.
fn ours(command_line: &str, layout: &Layout) -> Option<String> {
    let mut arguments = command_line.split('\0');
    let name = Path::new(arguments.next()?).file_name()?.to_str()?;
    let state = format!("{}/", layout.state().display());
    let run = format!("{}/", layout.run().display());
    let works_here = arguments.any(|argument| argument.contains(&state) || argument.contains(&run));
    (PROGRAMS.contains(&name) && works_here).then(|| name.to_owned())
}

/// Asks daemons to end, kills what does not, and kills the processes of pods at once.
pub(super) fn kill(found: &[Leftover], step: &mut Step) {
    let daemons: Vec<_> = found
        .iter()
        .filter_map(|leftover| {
            let Leftover::Daemon { pid, .. } = leftover else {
                return None;
            };
            Some((*pid, start_time(*pid)?))
        })
        .collect();
    let send = |pid: i32, signal: Signal, step: &mut Step| {
        if let Err(error) = process::signal(pid, signal) {
            step.write(format_args!("  not yet: {error:#}"));
        }
    };
    for (pid, _) in &daemons {
        send(*pid, Signal::SIGTERM, step);
    }
    let began = Instant::now();
    while began.elapsed() < GRACE && daemons.iter().any(still_runs) {
        thread::sleep(Duration::from_millis(20));
    }
    for (pid, _) in daemons.iter().filter(|daemon| still_runs(daemon)) {
        send(*pid, Signal::SIGKILL, step);
    }
    for leftover in found {
        if let Leftover::Shim { pid } | Leftover::Contained { pid } = leftover {
            send(*pid, Signal::SIGKILL, step);
        }
    }
    // The kernel needs a moment to take a killed process out of its control group.
    thread::sleep(Duration::from_millis(100));
}

fn still_runs((pid, start): &(i32, u64)) -> bool {
    start_time(*pid) == Some(*start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_that_work_on_our_directories_are_ours() {
        let layout = Layout::machine();
        let cases = [
            (
                "/x/kubelet\0--config=/var/lib/primero-local/config/kubelet.json",
                Some("kubelet"),
            ),
            (
                "/usr/bin/containerd\0--config=/etc/containerd/config.toml",
                None,
            ),
            (
                "/usr/bin/containerd-shim-runc-v2\0-address\0/run/primero-local/containerd.sock",
                Some("containerd-shim-runc-v2"),
            ),
            (
                "/usr/bin/etcd\0--data-dir=/var/lib/primero-local-other",
                None,
            ),
            ("tail\0-f\0/var/lib/primero-local/logs/etcd.log", None),
            (
                "/x/kubectl\0--kubeconfig=/var/lib/primero-local/kubeconfig",
                None,
            ),
        ];
        for (command_line, expected) in cases {
            assert_eq!(
                ours(command_line, &layout).as_deref(),
                expected,
                "{command_line}"
            );
        }
    }
}
