//! `prepare`: migrates, then configures, as one Job.

use primero_tenant_contract::result::JobResult;

use super::{Failed, Outcome, configure, migrate};
use crate::config::Mounts;

/// Runs the subcommand.
pub(crate) async fn run(mounts: &Mounts) -> Outcome {
    let mut result = JobResult::new();
    let steps = steps(mounts, &mut result).await;
    Outcome::of(result, steps)
}

async fn steps(mounts: &Mounts, result: &mut JobResult) -> Result<(), Failed> {
    migrate::from_mounts(mounts, result).await?;
    configure::from_mounts(mounts, result).await
}
