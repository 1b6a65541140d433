//! The end-to-end tests on the local cluster, with this checkout's platform in it.

use anyhow::{Context as _, Result};
use primero_e2e::cluster::{Cluster, KUBECONFIG, KUBECTL};
use primero_e2e::intruder::PROBE_IMAGE;
use primero_e2e::{edge, tenant};

use super::{Mode, Tally, cargo, cargo_test};
use crate::step::Steps;
use crate::{cluster, image, up};

/// Tests at once: each waits for the cluster most of its time, and the cluster has to keep up.
const AT_ONCE: &str = "4";

/// Brings the platform up, tries it, and leaves the machine as it was.
pub(crate) fn run(steps: &Steps, mode: Mode<'_>) -> Result<Tally> {
    let was_up = cluster::is_up();
    let tally = on_the_cluster(steps, mode);
    let cleaned = if was_up {
        remove_tenants(steps)
    } else {
        cluster::down(steps)
    };
    let tally = tally?;
    cleaned.context("the tests ended, but the machine could not be left as it was")?;
    Ok(tally)
}

fn on_the_cluster(steps: &Steps, mode: Mode<'_>) -> Result<Tally> {
    up::platform(steps)?;
    let probe = image::program(steps, "e2e-probe")?;
    cluster::load(steps, std::slice::from_ref(&probe.path))?;
    remove_tenants(steps)?;
    steps.step(
        "Try the platform end to end",
        "cargo xtask test e2e",
        |step| {
            let ports = cluster::edge_ports()?;
            let mut command = cargo();
            command
                .args(["test", "--locked", "--workspace", "--test", "e2e", "--"])
                .args(["--test-threads", AT_ONCE])
                .args(mode.filter)
                .env(KUBECTL, cluster::components::installed("kubectl")?)
                .env(KUBECONFIG, cluster::kubeconfig()?)
                .env(PROBE_IMAGE, &probe.reference)
                .env(edge::EDGE, format!("127.0.0.1:{}", ports.http))
                .env(edge::EDGE_TLS_PORT, ports.https.to_string());
            cargo_test(step, &mut command, mode)
        },
    )
}

/// Instances called `t-*` are the tests' own; nothing else is touched.
fn remove_tenants(steps: &Steps) -> Result<()> {
    steps.step(
        "Remove what tests have left",
        "cargo xtask test e2e",
        |step| {
            let kubectl = cluster::components::installed("kubectl")?;
            let api = Cluster::open(kubectl, cluster::kubeconfig()?)?;
            let removed = tenant::remove_all(&api)?;
            step.write(format_args!("{removed} instances removed"));
            Ok(())
        },
    )
}
