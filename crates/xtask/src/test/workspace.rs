//! The tests of the crates: storage on a PostgreSQL that each test process starts itself, the custom
//! resources on a real API server without nodes.

use anyhow::Result;

use super::{Mode, Tally, cargo, cargo_test};
use crate::cluster::ApiServer;
use crate::step::Steps;

/// Where tests that need an API server find it.
const KUBECONFIG: &str = "PRIMERO_TEST_KUBECONFIG";

/// Runs every test of the workspace but the end-to-end ones.
pub(crate) fn run(steps: &Steps, mode: Mode<'_>) -> Result<Tally> {
    let api = ApiServer::start(steps)?;
    steps.step("Test the crates", "cargo xtask test workspace", |step| {
        let mut command = cargo();
        command
            .args([
                "test",
                "--locked",
                "--workspace",
                "--exclude",
                "primero-e2e",
            ])
            .arg("--no-fail-fast")
            .env(KUBECONFIG, api.kubeconfig());
        command.args(mode.filter);
        cargo_test(step, &mut command, mode)
    })
}
