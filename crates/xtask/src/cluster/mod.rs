//! This machine's own Kubernetes: real upstream parts, one node, nothing of it left after `down`.
//!
//! `up` and `down` are the stories; `etcd`, `control_plane`, `runtime`, `node` and `addons` each
//! define their part, `process` keeps daemons, and `clean` finds what a killed run left.

mod addons;
mod api_server;
mod clean;
pub(crate) mod client;
pub(crate) mod components;
mod control_plane;
mod down;
mod etcd;
mod layout;
mod marker;
mod network;
mod node;
mod pki;
mod pods;
mod process;
mod runtime;
pub(crate) mod settings;
mod status;
mod up;

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use nix::fcntl::{Flock, FlockArg};
use settings::EdgePorts;

use crate::paths;
use crate::step::Steps;

pub(crate) use api_server::ApiServer;
pub(crate) use clean::firewall::holds_kubernetes;
pub(crate) use down::down;
pub(crate) use layout::Layout;
pub(crate) use marker::Marker;
pub(crate) use up::{is_taken, up};

/// What to do with the local cluster.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the cluster, or bring it back to the state it should be in
    Up,
    /// Stop the cluster and remove all of it; what was built stays in the cache
    Down,
    /// Show what runs
    Status,
    /// Print the absolute path of an administrator's kubeconfig
    Kubeconfig,
    /// Load an image from an OCI layout in a tar file
    Load {
        /// The tar file
        image: PathBuf,
    },
    /// Build the upstream programs into the cache, without starting anything
    Build,
    /// Start an API server with its etcd alone, without root, and print its kubeconfig
    ApiServer {
        /// A directory for its data, certificates and logs
        #[arg(long)]
        dir: PathBuf,
        /// Stop the one that was started there
        #[arg(long)]
        stop: bool,
    },
}

/// `cargo xtask cluster`.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    let steps = Steps::new("cluster")?;
    match arguments.command {
        Command::Up => up(&steps)?,
        Command::Down => down(&steps)?,
        Command::Status => {
            return Ok(if status::print()? {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        Command::Kubeconfig => writeln!(io::stdout(), "{}", kubeconfig()?.display())?,
        Command::Load { image } => load(&steps, &[image])?,
        Command::Build => drop(components::ensure(&steps)?),
        Command::ApiServer { dir, stop: true } => api_server::stop(&dir)?,
        Command::ApiServer { dir, stop: false } => {
            let kubeconfig = api_server::start(&steps, &dir)?;
            writeln!(io::stdout(), "{}", kubeconfig.display())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// True when the machine's cluster runs.
pub(crate) fn is_up() -> bool {
    let layout = Layout::machine();
    process::is_running(&layout, "kube-apiserver") && process::is_running(&layout, "kubelet")
}

/// The kubeconfig of the local cluster; an error where there is none.
pub(crate) fn kubeconfig() -> Result<PathBuf> {
    let layout = Layout::machine();
    Marker::find(&layout)?.context("there is no local cluster; next: cargo xtask cluster up")?;
    Ok(layout.kubeconfig())
}

/// Loads images from OCI layouts, those that the cluster does not have yet.
pub(crate) fn load(steps: &Steps, images: &[PathBuf]) -> Result<()> {
    kubeconfig()?;
    steps.step(
        "Load images into the cluster",
        "cargo xtask cluster status",
        |step| {
            for image in images {
                step.note(image.display());
                runtime::import(&Layout::machine(), step, image)?;
            }
            Ok(())
        },
    )
}

/// Where browsers reach the tenants of the local cluster.
pub(crate) fn edge_ports() -> Result<EdgePorts> {
    let marker = Marker::find(&Layout::machine())?;
    Ok(marker
        .context("there is no local cluster; next: cargo xtask cluster up")?
        .edge)
}

/// Held while one run changes the cluster: a second one waits.
fn lock() -> Result<Flock<fs::File>> {
    let path = paths::system_cache().join("lock");
    fs::create_dir_all(paths::system_cache())?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)?;
    Flock::lock(file, FlockArg::LockExclusive)
        .map_err(|(_, error)| error)
        .with_context(|| format!("failed to lock {}", path.display()))
}

/// Writes a file with its directory: as a whole or not at all, and only when it differs.
fn write_file(path: &Path, content: &[u8], mode: u32) -> Result<()> {
    let same_mode =
        fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o777 == mode);
    if same_mode && fs::read(path).is_ok_and(|found| found == content) {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let partial = path.with_added_extension("partial");
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .truncate(true)
            .write(true)
            .mode(mode)
            .open(&partial)?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.write_all(content)?;
        fs::rename(partial, path)
    };
    write().with_context(|| format!("failed to write {}", path.display()))
}
