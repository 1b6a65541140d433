//! `primero-operator`: runs the controllers, or prints the custom resource definitions.

use std::io::Write as _;

use anyhow::Context as _;
use clap::Parser as _;
use primero_operator::args::{Args, Command};

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Run(platform) => {
            let _telemetry = primero_telemetry::init("primero-operator")?;
            tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .context("failed to start the runtime")?
                .block_on(primero_operator::run::run(*platform))
        }
        Command::Crds => {
            let mut out = std::io::stdout().lock();
            for file in primero_crd::render::files() {
                write!(out, "---\n{}", file.yaml).context("failed to print")?;
            }
            Ok(())
        }
    }
}
