//! A private PostgreSQL from the installed server: one directory, one socket, gone at the end.

use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Gid, Pid, Uid, User, chown};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);
/// The name of the role.
pub(super) const NAME: &str = "primero";
/// The database that every cluster has.
pub(super) const DATABASE: &str = "postgres";

/// A running server. Dropping it stops the server and removes its files.
#[derive(Debug)]
pub(super) struct PrivatePostgres {
    server: Child,
    directory: TempDir,
}

/// Whom the server runs as: PostgreSQL refuses to be root.
#[derive(Debug, Clone, Copy)]
struct RunAs {
    uid: Uid,
    gid: Gid,
}

impl PrivatePostgres {
    /// Makes a cluster and starts it; blocks until it answers, some two seconds.
    pub(super) fn start() -> anyhow::Result<Self> {
        let programs = programs()?;
        let run_as = run_as()?;
        let directory = tempfile::Builder::new()
            .prefix("primero-dev-")
            .tempdir()
            .context("failed to make a directory for the database")?;
        let data = directory.path().join("data");
        if let Some(RunAs { uid, gid }) = run_as {
            chown(directory.path(), Some(uid), Some(gid))
                .context("failed to hand the directory over")?;
        }
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o700))?;
        initialise(&programs, &data, run_as)?;
        let log = std::fs::File::create(directory.path().join("log"))?;
        let server = command(&programs.join("postgres"), run_as)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(directory.path())
            .args(["-c", "listen_addresses="])
            // Nothing here has to outlive the program.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "shared_buffers=32MB", "-c", "max_connections=20"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("failed to start postgres")?;
        let mut postgres = Self { server, directory };
        postgres.wait()?;
        Ok(postgres)
    }

    /// The directory of its socket, which serves as host name.
    pub(super) fn socket_directory(&self) -> &Path {
        self.directory.path()
    }

    fn wait(&mut self) -> anyhow::Result<()> {
        let started = Instant::now();
        let socket = self.directory.path().join(".s.PGSQL.5432");
        while !socket.exists() {
            if let Some(status) = self.server.try_wait()? {
                let log = std::fs::read_to_string(self.directory.path().join("log"));
                bail!(
                    "postgres ended with {status}: {}",
                    log.unwrap_or_default().trim()
                );
            }
            if started.elapsed() > PATIENCE {
                bail!("postgres did not start within {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for open connections.
        if let Ok(pid) = i32::try_from(self.server.id()) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGINT);
        }
        let _ = self.server.wait();
    }
}

fn initialise(programs: &Path, data: &Path, run_as: Option<RunAs>) -> anyhow::Result<()> {
    let output = command(&programs.join("initdb"), run_as)
        .arg("-D")
        .arg(data)
        .args([
            "-U",
            NAME,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ])
        .output()
        .context("failed to run initdb")?;
    if !output.status.success() {
        bail!(
            "initdb failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// A program of the server, run as whom it may run as, apart from the terminal's process group: a
/// Ctrl-C there is for us, and we stop the server when we are done with it.
fn command(program: &Path, run_as: Option<RunAs>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").process_group(0);
    if let Some(RunAs { uid, gid }) = run_as {
        command.uid(uid.as_raw()).gid(gid.as_raw());
    }
    command
}

/// The directory with the newest installed server.
fn programs() -> anyhow::Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    let installed = std::fs::read_dir("/usr/lib/postgresql");
    for entry in installed.into_iter().flatten().flatten() {
        let version = entry.file_name().to_string_lossy().parse();
        let programs = entry.path().join("bin");
        if let Ok(version) = version
            && programs.join("initdb").is_file()
        {
            found.push((version, programs));
        }
    }
    if let Some((_, programs)) = found.into_iter().max() {
        return Ok(programs);
    }
    on_path("initdb").context(
        "no PostgreSQL server found: install it (on Debian: apt-get install postgresql), \
         or give --database-url",
    )
}

fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .find(|directory| directory.join(program).is_file())
}

fn run_as() -> io::Result<Option<RunAs>> {
    if !Uid::effective().is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(RunAs {
                uid: user.uid,
                gid: user.gid,
            }));
        }
    }
    Err(io::Error::other(
        "PostgreSQL refuses root, and there is no user postgres or nobody",
    ))
}
