//! A PostgreSQL server that belongs to this process and does not outlive it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

/// Whether the server survives a crash with everything that it acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production: commits reach the disk first.
    Durable,
    /// Nothing is flushed: fast, for tests that do not crash.
    Fast,
}

/// A running server with an empty cluster in a temporary directory.
///
/// It listens on a socket in that directory and on a port of the loopback interface, and trusts
/// everybody who can reach them. A small shell process watches over it: when this process ends,
/// in whatever way, the pipe between them breaks, and the shell stops the server and removes the
/// directory.
#[derive(Debug)]
pub struct PrivatePostgres {
    directory: PathBuf,
    port: u16,
    supervisor: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// The superuser of the cluster.
pub const SUPERUSER: &str = "postgres";

/// Starts, kills and ends the server as told on its input. `$1` is the directory, `$2` the
/// server's program. A server that is stopped first starts nobody while the others are killed;
/// `again` starts one that ended, as it does while a process of the last one is still dying.
const SUPERVISOR: &str = r#"
server=
while read -r command; do
    case $command in
        start) "$2" -D "$1/data" </dev/null >>"$1/log" 2>&1 & server=$! ;;
        again)
            case $(cat "/proc/$server/stat" 2>/dev/null) in
                ''|*') Z '*) "$2" -D "$1/data" </dev/null >>"$1/log" 2>&1 & server=$! ;;
            esac ;;
        kill)
            kill -STOP "$server"; pkill -KILL -P "$server"
            kill -KILL "$server"; wait "$server" 2>/dev/null ;;
    esac
    echo done
done
kill -QUIT "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$1"
"#;

impl PrivatePostgres {
    /// Starts a server from the newest PostgreSQL that is installed, as the user `postgres` when
    /// this process is root, which PostgreSQL refuses to run as.
    pub fn start(durability: Durability) -> Result<Self> {
        let programs = programs()?;
        let account = Account::to_run_as()?;
        let directory = TempDir::with_prefix("primero-postgres-")
            .context("failed to make a temporary directory")?;
        if let Some(account) = account {
            chown(directory.path(), Some(account.user), Some(account.group))
                .context("failed to give the directory to the user postgres")?;
        }
        init(&programs, account, directory.path())?;
        let port = free_port()?;
        configure(directory.path(), port, durability)?;
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISOR, "sh"])
            .arg(directory.path())
            .arg(programs.join("postgres"));
        run_as(&mut command, account);
        let mut supervisor = command
            .current_dir(directory.path())
            // Its own group: an interrupt from the keyboard is for this process, not for it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("failed to start the supervisor")?;
        let commands = supervisor.stdin.take();
        let answers = supervisor
            .stdout
            .take()
            .context("the supervisor has no output")?;
        // From here on the supervisor removes the directory.
        let mut server = Self {
            directory: directory.keep(),
            port,
            supervisor,
            commands,
            answers: BufReader::new(answers),
        };
        server.tell("start")?;
        server.await_ready()?;
        Ok(server)
    }

    /// Kills every process of the server at once, as a power cut would, and starts it again.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        self.tell("kill")?;
        self.tell("start")?;
        self.await_ready()
    }

    /// The port on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The directory of the UNIX socket.
    pub fn socket_directory(&self) -> &Path {
        &self.directory
    }

    /// Has the supervisor carry out a command, and waits until it has.
    fn tell(&mut self, command: &str) -> Result<()> {
        let commands = self.commands.as_mut().context("the supervisor is gone")?;
        writeln!(commands, "{command}").context("failed to reach the supervisor")?;
        let mut answer = String::new();
        self.answers
            .read_line(&mut answer)
            .context("failed to hear from the supervisor")?;
        ensure!(answer.trim() == "done", "the supervisor is gone");
        Ok(())
    }

    fn await_ready(&mut self) -> Result<()> {
        let probe = programs()?.join("pg_isready");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            sleep(Duration::from_millis(20));
            let ready = Command::new(&probe)
                .args(["-q", "-h", "127.0.0.1", "-U", SUPERUSER, "-p"])
                .arg(self.port.to_string())
                .status()
                .context("failed to run pg_isready")?;
            if ready.success() {
                return Ok(());
            }
            self.tell("again")?;
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        bail!("the server did not become ready; its log says:\n{log}")
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.commands.take());
        // A supervisor that cannot be waited for has ended.
        let _ = self.supervisor.wait();
    }
}

#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The user `postgres` when this process is root; none when it stays who it is.
    fn to_run_as() -> Result<Option<Self>> {
        let status = fs::read_to_string("/proc/self/status").context("failed to read who I am")?;
        let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        if ids.and_then(|ids| ids.split_whitespace().nth(1)) != Some("0") {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("failed to read the accounts")?;
        let account = accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            let is_postgres = fields.next()? == "postgres";
            let (user, group) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            is_postgres.then_some(Self { user, group })
        });
        account
            .map(Some)
            .context("there is no user postgres to run the server as")
    }
}

fn run_as(command: &mut Command, account: Option<Account>) {
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
}

/// The directory of the newest server programs.
fn programs() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .context("no PostgreSQL server is installed (Debian: apt-get install postgresql)")?;
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| programs_of(*version).join("initdb").exists())
        .max();
    newest
        .map(programs_of)
        .context("no PostgreSQL server is installed")
}

fn programs_of(version: u32) -> PathBuf {
    PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"))
}

fn init(programs: &Path, account: Option<Account>, directory: &Path) -> Result<()> {
    let mut command = Command::new(programs.join("initdb"));
    command
        .args([
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
        ])
        .args([
            "--locale",
            "C.UTF-8",
            "--no-sync",
            "--no-instructions",
            "--pgdata",
        ])
        .arg(directory.join("data"))
        .current_dir(directory);
    run_as(&mut command, account);
    let done = command.output().context("failed to run initdb")?;
    ensure!(
        done.status.success(),
        "initdb failed: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

fn configure(directory: &Path, port: u16, durability: Durability) -> Result<()> {
    let socket = directory.display();
    let mut settings = format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{socket}'\n\
         max_connections = 200\nshared_buffers = 64MB\nwal_level = minimal\nmax_wal_senders = 0\n\
         jit = off\nautovacuum_naptime = 5min\n"
    );
    if durability == Durability::Fast {
        settings.push_str("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n");
    }
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(directory.join("data/postgresql.conf"))
        .context("failed to open the server's settings")?;
    file.write_all(settings.as_bytes())
        .context("failed to write the server's settings")
}

/// A port that nobody listens on just now.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("failed to find a free port")?;
    Ok(listener
        .local_addr()
        .context("failed to read the port")?
        .port())
}
