//! A pod in a tenant's namespace with everything that the tenant's own pods have: their labels, their
//! service account, their mounted secrets. What it cannot reach, a taken-over core cannot reach.
//!
//! It never becomes ready, so that no request of a real user is sent to it.

use std::env;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::tenant::Tenant;
use crate::wait;

/// How the names of intruders begin.
pub const PREFIX: &str = "t-intruder-";
/// The image that holds `primero-e2e-probe`.
pub const PROBE_IMAGE: &str = "PRIMERO_E2E_PROBE_IMAGE";
/// Where the probe is in its image.
const PROBE: &str = "/usr/bin/primero-e2e-probe";
/// A new pod's policies take effect a moment after it runs; nothing is concluded before.
const SETTLED: Duration = Duration::from_secs(2);
/// Longest time until the pod runs.
const RUNNING: Duration = Duration::from_mins(1);

/// Makes the names of intruders differ: tests that share a tenant run side by side.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running intruder.
#[derive(Debug)]
pub struct Intruder<'a> {
    cluster: &'a Cluster,
    namespace: String,
    name: String,
}

impl<'a> Intruder<'a> {
    /// Starts one inside `tenant`.
    pub fn inside(tenant: &Tenant<'a>) -> Result<Self> {
        let cluster = tenant.cluster;
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{number}", std::process::id());
        let core = cluster.get(&tenant.child("apis/apps/v1", "deployments", "core"))?;
        let template = &core["spec"]["template"];
        let postgres = cluster
            .get("/apis/apps/v1/namespaces/primero-system/statefulsets/postgresql")
            .context("the evaluation database is not there")?;
        let psql_image = postgres["spec"]["template"]["spec"]["containers"][0]["image"].clone();
        let mounts = template["spec"]["containers"][0]["volumeMounts"].clone();
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": template["metadata"]["labels"]},
            "spec": {
                "serviceAccountName": template["spec"]["serviceAccountName"],
                "automountServiceAccountToken": false,
                "enableServiceLinks": false,
                "terminationGracePeriodSeconds": 0,
                "readinessGates": [{"conditionType": "primero.org/never"}],
                "securityContext": template["spec"]["securityContext"],
                "volumes": template["spec"]["volumes"],
                "containers": [
                    container("probe", &json!(probe_image()?), &json!([PROBE, "wait"]), &mounts),
                    container(
                        "psql",
                        &psql_image,
                        &json!(["/bin/sh", "-c", "read forever"]),
                        &mounts,
                    ),
                ],
            },
        });
        Self::start(cluster, tenant.namespace(), name, &pod)
    }

    /// Starts a bare probe in a namespace that no policy protects; the counter-check.
    pub fn in_the_open(cluster: &'a Cluster, namespace: &str) -> Result<Self> {
        let path = format!("/api/v1/namespaces/{namespace}");
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": namespace,
            "labels": {"pod-security.kubernetes.io/enforce": "restricted"},
        }});
        cluster
            .apply(&path, &object)?
            .success("making a namespace")?;
        let user = json!({"runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532,
            "seccompProfile": {"type": "RuntimeDefault"}});
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "t-open"},
            "spec": {
                "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 0,
                "securityContext": user,
                "containers": [
                    container("probe", &json!(probe_image()?), &json!([PROBE, "wait"]), &json!([])),
                ],
            },
        });
        Self::start(cluster, namespace.to_owned(), "t-open".to_owned(), &pod)
    }

    fn start(cluster: &'a Cluster, namespace: String, name: String, pod: &Value) -> Result<Self> {
        let path = format!("/api/v1/namespaces/{namespace}/pods/{name}");
        wait::until_true("the pod is admitted", RUNNING, || {
            Ok(cluster
                .apply(&path, pod)?
                .success("starting a pod")?
                .succeeded())
        })?;
        wait::until_true(&format!("{namespace}/{name} runs"), RUNNING, || {
            let seen = cluster.get(&path)?;
            let statuses = seen["status"]["containerStatuses"].as_array().cloned();
            Ok(statuses.is_some_and(|all| {
                !all.is_empty() && all.iter().all(|one| one["state"]["running"].is_object())
            }))
        })?;
        std::thread::sleep(SETTLED);
        Ok(Self {
            cluster,
            namespace,
            name,
        })
    }

    /// Its own address.
    pub fn address(&self) -> Result<String> {
        let pod = self.cluster.get(&self.path())?;
        Ok(pod["status"]["podIP"]
            .as_str()
            .context("a running pod has an address")?
            .to_owned())
    }

    /// Whether a TCP connection to `target` (`host:port`) opens.
    pub fn connects(&self, target: &str) -> Result<bool> {
        let output = self.cluster.exec(
            &self.namespace,
            &self.name,
            "probe",
            &[PROBE, "connect", target],
        )?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            said.starts_with("open ") || said.starts_with("closed "),
            "the probe could not try {target}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(said.starts_with("open "))
    }

    /// Sends one datagram to `target`; whether it arrived is for the target to say.
    pub fn sends(&self, target: &str) -> Result<()> {
        self.cluster.exec(
            &self.namespace,
            &self.name,
            "probe",
            &[PROBE, "send", target],
        )?;
        Ok(())
    }

    /// Whether a file is there for it to read.
    pub fn reads(&self, path: &str) -> Result<bool> {
        let output =
            self.cluster
                .exec(&self.namespace, &self.name, "probe", &[PROBE, "read", path])?;
        Ok(output.status.success())
    }

    /// Runs one SQL statement with a libpq connection string; what psql said, and whether it worked.
    pub fn sql(&self, connection: &str, statement: &str) -> Result<(bool, String)> {
        let command = [
            "psql", "-X", "-A", "-t", "-w", "-d", connection, "-c", statement,
        ];
        let output = self
            .cluster
            .exec(&self.namespace, &self.name, "psql", &command)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        Ok((output.status.success(), said.trim().to_owned()))
    }

    /// Stops it.
    pub fn leave(self) -> Result<()> {
        self.cluster.delete(&self.path())?;
        Ok(())
    }

    fn path(&self) -> String {
        format!("/api/v1/namespaces/{}/pods/{}", self.namespace, self.name)
    }
}

fn probe_image() -> Result<String> {
    env::var(PROBE_IMAGE).with_context(|| format!("{PROBE_IMAGE} is not set"))
}

fn container(name: &str, image: &Value, command: &Value, mounts: &Value) -> Value {
    json!({
        "name": name,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        // An input that nobody writes to is all that a shell needs to wait; the database's image
        // has no `sleep`.
        "stdin": true,
        "volumeMounts": mounts,
        "resources": {
            "requests": {"cpu": "1m", "memory": "8Mi"},
            "limits": {"cpu": "500m", "memory": "64Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": {"drop": ["ALL"]},
        },
    })
}
