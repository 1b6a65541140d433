//! `cargo xtask`: the one entry for building, running, checking and measuring.

mod cluster;
mod generate;
mod hex;
mod host;
mod image;
mod paths;
mod step;
mod up;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Everything that is done with this checkout, under one name.
#[derive(Debug, Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// From this checkout to a tenant that you sign in to
    Up(up::Arguments),
    /// Remove the local cluster, or the platform from the cluster of --context
    Down(up::TargetArguments),
    /// Make the images of this checkout
    Images,
    /// Make every generated file anew: CRDs, the chart's copies, bundles, golden renders
    Gen,
    /// Build, start, stop and inspect this machine's own Kubernetes
    Cluster(cluster::Arguments),
    /// Run the kubectl of the same build against the local cluster: `cargo xtask kubectl -- get pods -A`
    Kubectl(cluster::client::Arguments),
    /// Run the helm of the same build against the local cluster: `cargo xtask helm -- list -A`
    Helm(cluster::client::Arguments),
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            step::report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Up(arguments) => up::run(&arguments).map(done),
        Task::Down(arguments) => up::down(&arguments).map(done),
        Task::Images => up::images().map(done),
        Task::Gen => generate::run().map(done),
        Task::Cluster(arguments) => cluster::run(arguments),
        Task::Kubectl(arguments) => cluster::client::run("kubectl", &arguments),
        Task::Helm(arguments) => cluster::client::run("helm", &arguments),
    }
}

fn done((): ()) -> ExitCode {
    ExitCode::SUCCESS
}
