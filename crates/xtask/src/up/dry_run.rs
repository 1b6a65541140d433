//! Whether a real API server would take what the chart renders: schemas, CEL rules, Pod Security.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};

use super::platform::{NAMESPACE_MANIFEST, fed};
use crate::cluster::{ApiServer, client};
use crate::paths;
use crate::step::Steps;

/// Offers the rendered objects to an API server that is started for this and ends with it.
pub(super) fn check(steps: &Steps, rendered: &BTreeMap<String, String>) -> Result<()> {
    let server = ApiServer::start(steps)?;
    steps.step(
        "Offer the chart to an API server",
        "cargo xtask check chart",
        |step| {
            let cluster = server.kubeconfig();
            apply(cluster, &[], NAMESPACE_MANIFEST)?;
            let kinds = paths::root().join("crds");
            let mut kubectl = client::command_with("kubectl", cluster)?;
            step.run(
                kubectl
                    .args(["apply", "--server-side", "--filename"])
                    .arg(&kinds),
            )?;
            let mut kubectl = client::command_with("kubectl", cluster)?;
            let established = [
                "wait",
                "--for=condition=Established",
                "--timeout=30s",
                "--filename",
            ];
            step.run(kubectl.args(established).arg(&kinds))?;
            for (name, objects) in rendered {
                step.note(name);
                // Helm leaves empty documents behind; kubectl skips them.
                let warnings = apply(cluster, &["--dry-run=server", "--force-conflicts"], objects)?;
                let insecure = warnings
                    .lines()
                    .find(|line| line.contains("would violate PodSecurity"));
                ensure!(
                    insecure.is_none(),
                    "{name}: {}",
                    insecure.unwrap_or_default()
                );
            }
            Ok(())
        },
    )
}

/// Applies objects and returns what the server warns of.
fn apply(cluster: &Path, options: &[&str], objects: &str) -> Result<String> {
    let mut kubectl = client::command_with("kubectl", cluster)?;
    kubectl
        .args(["apply", "--server-side", "--filename=-"])
        .args(options);
    let output = fed(&mut kubectl, objects.as_bytes())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        output.status.success(),
        "the API server refuses: {}",
        said.trim()
    );
    Ok(said)
}
