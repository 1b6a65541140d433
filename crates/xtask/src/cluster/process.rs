//! Daemons that outlive the command that starts them, found again by pid and start time.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::layout::Layout;
use super::write_file;
use crate::hex::hex;

/// The programs that daemons call, without what the caller's shell had.
const SEARCH_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A log of more bytes is put aside when its daemon starts again.
const LARGE_LOG: u64 = 32 << 20;

/// A daemon as it should run.
#[derive(Debug)]
pub(crate) struct Daemon {
    /// Also names its log and its pid file.
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// Files that it reads once: a change in one of them restarts it.
    pub(crate) inputs: Vec<PathBuf>,
}

/// The daemon as it was started.
#[derive(Debug, Serialize, Deserialize)]
struct PidFile {
    pid: i32,
    start_time: u64,
    boot: String,
    definition: String,
}

impl Daemon {
    /// Starts the daemon unless it runs already as defined here. True when it was started.
    pub(crate) fn ensure(&self, layout: &Layout) -> Result<bool> {
        let definition = self.definition()?;
        match running(layout, self.name) {
            Some(file) if file.definition == definition => return Ok(false),
            // etcd waits for its clients, which do not go; none of them minds being killed.
            Some(_) => stop(layout, self.name, Duration::from_secs(5))?,
            None => {}
        }
        self.start(layout, definition)?;
        Ok(true)
    }

    fn start(&self, layout: &Layout, definition: String) -> Result<()> {
        let log = layout.log(self.name);
        let file = open_log(&log)?;
        // `setsid` puts the daemon into a session of its own and becomes it: the pid stays.
        let child = Command::new("setsid")
            .arg(&self.program)
            .args(&self.arguments)
            .env_clear()
            .env("PATH", SEARCH_PATH)
            .env("HOME", layout.state())
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("failed to start {}", self.name))?;
        let pid = i32::try_from(child.id())?;
        let start_time = start_time(pid)
            .with_context(|| format!("{} ended at once: see {}", self.name, log.display()))?;
        let file = PidFile {
            pid,
            start_time,
            boot: boot_id()?,
            definition,
        };
        write_file(
            &layout.pid_file(self.name),
            &serde_json::to_vec(&file)?,
            0o644,
        )
    }

    /// Waits until `ready` holds, or the daemon ended, or the time is over.
    pub(crate) fn wait_until(
        &self,
        layout: &Layout,
        limit: Duration,
        mut ready: impl FnMut() -> bool,
    ) -> Result<()> {
        let began = Instant::now();
        loop {
            if ready() {
                return Ok(());
            }
            let log = layout.log(self.name);
            if running(layout, self.name).is_none() {
                bail!("{} ended: {}", self.name, last_lines(&log));
            }
            if began.elapsed() > limit {
                bail!(
                    "{} is not ready after {limit:?}: {}",
                    self.name,
                    last_lines(&log)
                );
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn definition(&self) -> Result<String> {
        let mut hash = Sha256::new();
        hash.update(self.program.as_os_str().as_encoded_bytes());
        for argument in &self.arguments {
            hash.update(format!("\0{argument}"));
        }
        for input in &self.inputs {
            let content =
                fs::read(input).with_context(|| format!("failed to read {}", input.display()))?;
            hash.update(Sha256::digest(content));
        }
        Ok(hex(&hash.finalize()))
    }
}

/// True when the daemon runs, whatever its definition.
pub(crate) fn is_running(layout: &Layout, name: &str) -> bool {
    running(layout, name).is_some()
}

/// The pids of all daemons that run.
pub(crate) fn pids(layout: &Layout) -> Vec<i32> {
    let files = fs::read_dir(layout.run().join("pids"))
        .into_iter()
        .flatten()
        .flatten();
    let names = files.filter_map(|file| file.path().file_stem()?.to_str().map(str::to_owned));
    names.filter_map(|name| pid(layout, &name)).collect()
}

/// The pid of a daemon that runs.
pub(crate) fn pid(layout: &Layout, name: &str) -> Option<i32> {
    running(layout, name).map(|file| file.pid)
}

/// Asks a daemon to end, and kills it when `grace` is over. Nothing happens when it does not run.
pub(crate) fn stop(layout: &Layout, name: &str, grace: Duration) -> Result<()> {
    if let Some(file) = running(layout, name) {
        end(file.pid, file.start_time, grace)
            .with_context(|| format!("failed to stop {name} (process {})", file.pid))?;
    }
    match fs::remove_file(layout.pid_file(name)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Ends one process and waits until it is gone.
pub(crate) fn end(pid: i32, start: u64, grace: Duration) -> Result<()> {
    signal(pid, Signal::SIGTERM)?;
    let began = Instant::now();
    let mut killed = false;
    while start_time(pid) == Some(start) {
        if !killed && began.elapsed() > grace {
            signal(pid, Signal::SIGKILL)?;
            killed = true;
        }
        if began.elapsed() > grace + Duration::from_secs(10) {
            bail!("process {pid} does not end even when it is killed");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Sends a signal; a process that is gone already is no failure.
pub(crate) fn signal(pid: i32, signal: Signal) -> Result<()> {
    match kill(Pid::from_raw(pid), signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("failed to signal process {pid}")),
    }
}

/// When the process started, in ticks since the machine did; `None` when it is gone or a zombie.
pub(crate) fn start_time(pid: i32) -> Option<u64> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

fn parse_stat(stat: &str) -> Option<u64> {
    // The second field is the program's name in brackets, which may hold spaces and brackets.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?;
    if state == "Z" || state == "X" {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

fn running(layout: &Layout, name: &str) -> Option<PidFile> {
    let file: PidFile = serde_json::from_slice(&fs::read(layout.pid_file(name)).ok()?).ok()?;
    let same = start_time(file.pid) == Some(file.start_time) && boot_id().ok()? == file.boot;
    same.then_some(file)
}

fn boot_id() -> Result<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id")?;
    Ok(id.trim().to_owned())
}

fn open_log(path: &Path) -> Result<fs::File> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    if fs::metadata(path).is_ok_and(|found| found.len() > LARGE_LOG) {
        fs::rename(path, path.with_added_extension("old"))?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .with_context(|| format!("failed to open the log {}", path.display()))
}

fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(8).collect();
    let shown: Vec<_> = lines.into_iter().rev().collect();
    format!("see {}\n    {}", log.display(), shown.join("\n    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_time_is_read_past_a_name_with_brackets() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 1";
        assert_eq!(parse_stat(stat), Some(12345));
    }

    #[test]
    fn a_zombie_does_not_run() {
        let stat = "42 (a) Z 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 1";
        assert_eq!(parse_stat(stat), None);
    }

    #[test]
    fn a_daemon_starts_once_restarts_on_change_and_stops() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::private(directory.path());
        let mut daemon = Daemon {
            name: "sleeper",
            program: "/bin/sleep".into(),
            arguments: vec!["60".to_owned()],
            inputs: Vec::new(),
        };
        assert!(daemon.ensure(&layout).unwrap());
        let first = pid(&layout, "sleeper").unwrap();
        assert!(!daemon.ensure(&layout).unwrap());
        daemon.arguments = vec!["61".to_owned()];
        assert!(daemon.ensure(&layout).unwrap());
        assert_ne!(pid(&layout, "sleeper").unwrap(), first);
        stop(&layout, "sleeper", Duration::from_secs(5)).unwrap();
        assert!(!is_running(&layout, "sleeper"));
    }
}
