//! The command line of `primero-operator`.

use clap::{Parser, Subcommand};

use crate::platform::Platform;

/// Makes tenants of Primero Platform from `PrimeroInstance` manifests.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the controllers.
    Run(Box<Platform>),
    /// Prints the custom resource definitions as YAML.
    Crds,
}
