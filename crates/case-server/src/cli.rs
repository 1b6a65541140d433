//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::command::{self, Outcome};
use crate::config::Mounts;
use crate::{dev, memory};

#[derive(Debug, Parser)]
#[command(
    name = "primero-core",
    version,
    about = "The core case service of one tenant"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Directory that the database, keys, settings and bundle are mounted under.
    #[arg(
        long,
        global = true,
        env = "PRIMERO_FILES",
        default_value = "/etc/primero"
    )]
    files: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the web app and the APIs.
    Serve(ServeArgs),
    /// Brings the database schema to the version of this program.
    Migrate,
    /// Applies template, languages, overlays and parameters.
    Configure,
    /// Migrates, then configures.
    Prepare,
    /// Prints which contract and schema versions this program speaks, as one line of JSON.
    Release,
    /// Prints the description of the API.
    Openapi,
    /// Serves a template directory from a private PostgreSQL, with sample data.
    Dev(DevArgs),
}

/// Where `serve` listens.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArgs {
    /// The web app and the APIs.
    #[arg(long, env = "PRIMERO_LISTEN", default_value = "0.0.0.0:8080")]
    pub(crate) listen: SocketAddr,
    /// Probes and metrics.
    #[arg(long, env = "PRIMERO_ADMIN_LISTEN", default_value = "0.0.0.0:8081")]
    pub(crate) admin_listen: SocketAddr,
    /// Serves the files of another client of API v2 instead of the web app.
    #[arg(long, env = "PRIMERO_CLIENT_DIR")]
    pub(crate) client_dir: Option<PathBuf>,
}

/// What `dev` serves.
#[derive(Debug, Clone, Args)]
pub(crate) struct DevArgs {
    /// The template's directory, the one that holds template.yaml.
    #[arg(long)]
    pub(crate) template: PathBuf,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Languages of the tenant, first the default; the template's own when left out.
    #[arg(long, value_delimiter = ',')]
    pub(crate) languages: Vec<String>,
    /// Serves the files of another client of API v2 instead of the web app.
    #[arg(long)]
    pub(crate) client_dir: Option<PathBuf>,
    /// A database to use instead of starting one. Its content is replaced.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

/// Runs the program.
pub fn main() -> ExitCode {
    main_with(std::env::args_os())
}

fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(arguments);
    if matches!(cli.command, Command::Serve(_) | Command::Dev(_)) {
        memory::tune();
    }
    let telemetry = match primero_telemetry::init("primero-core") {
        Ok(telemetry) => telemetry,
        Err(error) => {
            // Nothing can be logged yet: the reason goes where clap's errors go.
            clap::Error::raw(
                clap::error::ErrorKind::ValueValidation,
                format!("{error}\n"),
            )
            .exit();
        }
    };
    let exit = run(cli);
    drop(telemetry);
    exit
}

fn run(cli: Cli) -> ExitCode {
    let mounts = Mounts::at(cli.files);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4)
        .thread_stack_size(1024 * 1024)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "failed to start the runtime");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        match cli.command {
            Command::Serve(args) => ended(command::serve::run(&mounts, args).await),
            Command::Dev(args) => ended(Box::pin(dev::run(args)).await),
            Command::Openapi => ended(command::openapi::run()),
            Command::Release => ended(command::release::run()),
            Command::Migrate => reported(&command::migrate::run(&mounts).await),
            Command::Configure => reported(&command::configure::run(&mounts).await),
            Command::Prepare => reported(&command::prepare::run(&mounts).await),
        }
    })
}

fn ended(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Leaves the result where the kubelet looks for it.
fn reported(outcome: &Outcome) -> ExitCode {
    outcome.report();
    ExitCode::from(outcome.exit.code())
}
