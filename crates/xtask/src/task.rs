//! The tasks by name; each is a module of its own.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{bench, check, cluster, contract, generate, templates, test, up};

/// Everything that is done with this checkout, under one name.
#[derive(Debug, Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// From this checkout to a tenant that you sign in to
    Up(up::Arguments),
    /// Remove the local cluster, or the platform from the cluster of --context
    Down(up::TargetArguments),
    /// Try everything: checks, the tests of the crates, the platform end to end
    Test(test::Arguments),
    /// Judge what can be judged without running anything
    Check(check::Arguments),
    /// Run cases of the wire contract against primero-core: `cargo xtask contract --cases FILE`
    Contract(contract::Arguments),
    /// Say what is wrong with templates
    Templates(templates::Arguments),
    /// Measure something and print its figures
    Bench(bench::Arguments),
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

impl Arguments {
    /// Runs the task that was asked for.
    pub(crate) fn run(self) -> Result<ExitCode> {
        match self.task {
            Task::Up(arguments) => up::run(&arguments).map(done),
            Task::Down(arguments) => up::down(&arguments).map(done),
            Task::Test(arguments) => test::run(&arguments),
            Task::Check(arguments) => check::run(&arguments).map(done),
            Task::Contract(arguments) => contract::run(&arguments),
            Task::Templates(arguments) => templates::run(arguments),
            Task::Bench(arguments) => bench::run(&arguments).map(done),
            Task::Images => up::images().map(done),
            Task::Gen => generate::run().map(done),
            Task::Cluster(arguments) => cluster::run(arguments),
            Task::Kubectl(arguments) => cluster::client::run("kubectl", &arguments),
            Task::Helm(arguments) => cluster::client::run("helm", &arguments),
        }
    }
}

fn done((): ()) -> ExitCode {
    ExitCode::SUCCESS
}
