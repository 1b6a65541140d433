//! An operator under test, and what stands in for the rest of a cluster.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{ListParams, Patch, PatchParams, PostParams};
use kube::{Api, Client, ResourceExt as _};
use primero_crd::PrimeroInstance;
use primero_crd::condition::ConditionStatus;
use primero_testkit::{Durability, PrivatePostgres};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::cluster::{client, kubeconfig};
use crate::furniture::furnish;

const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until the answer is there.
pub(crate) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "{what}: not within {PATIENCE:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An operator of its own namespace, and what stands in for the rest of a cluster.
pub(crate) struct Stage {
    pub(crate) client: Client,
    pub(crate) system: String,
    pub(crate) instance: String,
    edge: u16,
    admin: u16,
    operator: Child,
    _postgres: PrivatePostgres,
}

impl Drop for Stage {
    fn drop(&mut self) {
        // An operator that has ended already needs no end.
        let _ = self.operator.kill();
        let _ = self.operator.wait();
    }
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let client = client().await;
        let id = std::process::id() % 10_000;
        let (system, instance) = (format!("system-{id}"), format!("t-pipe-{id}"));
        let postgres = PrivatePostgres::start(Durability::Fast).unwrap();
        furnish(&client, &system, postgres.port()).await;
        let edge = answer_everything().await;
        let admin = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let operator = operator(&system, edge, admin);
        Self {
            client,
            system,
            instance,
            edge,
            admin,
            operator,
            _postgres: postgres,
        }
    }

    pub(crate) async fn restart_operator(&mut self) {
        self.operator.kill().unwrap();
        self.operator.wait().unwrap();
        self.operator = operator(&self.system, self.edge, self.admin);
        until("the operator is ready", async || {
            self.admin("/readyz").await
        })
        .await;
        // What it finds is worked on after the first lists.
        tokio::time::sleep(Duration::from_secs(2)).await;
    }

    pub(crate) fn namespace(&self) -> String {
        format!("primero-{}", self.instance)
    }

    pub(crate) fn instances(&self) -> Api<PrimeroInstance> {
        Api::all(self.client.clone())
    }

    pub(crate) fn tenants<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.client.clone(), &self.namespace())
    }

    async fn admin(&self, path: &str) -> Option<String> {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", self.admin))
            .await
            .ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        answer.starts_with("HTTP/1.1 200").then_some(answer)
    }

    pub(crate) async fn writes(&self) -> u64 {
        let metrics = self.admin("/metrics").await.unwrap();
        let line = metrics
            .lines()
            .find(|line| line.starts_with("primero_operator_writes_total"));
        line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    }

    pub(crate) async fn condition(&self, type_: &str) -> Option<ConditionStatus> {
        let instance = self.instances().get_opt(&self.instance).await.unwrap()?;
        let conditions = instance.status?.conditions;
        conditions
            .into_iter()
            .find(|condition| condition.type_ == type_)
            .map(|c| c.status)
    }

    pub(crate) async fn create_instance(&self) {
        let manifest = json!({
            "apiVersion": "primero.org/v1alpha1",
            "kind": "PrimeroInstance",
            "metadata": {"name": self.instance},
            "spec": {
                "displayName": "Pipeline",
                "configuration": {"template": {"name": "test-template", "version": "1.0.0"}},
                "release": {"version": "0.0.1"},
                "planRef": {"name": "test-plan"},
                "database": {"serverRef": {"name": "test-server"}},
                "edge": {"tls": {"mode": "None"}},
                "deletionPolicy": "Delete"
            }
        });
        let instance: PrimeroInstance = serde_json::from_value(manifest).unwrap();
        self.instances()
            .create(&PostParams::default(), &instance)
            .await
            .unwrap();
    }

    /// What a kubelet and the Job controller would do: run the Job and start the pods.
    pub(crate) async fn play_kubelet(&self) {
        let jobs = self.tenants::<Job>();
        let job = until("a Job", async || {
            jobs.list(&ListParams::default())
                .await
                .unwrap()
                .items
                .into_iter()
                .next()
        })
        .await;
        let pod: Pod = serde_json::from_value(job_pod(&job)).unwrap();
        let pods = self.tenants::<Pod>();
        pods.create(&PostParams::default(), &pod).await.unwrap();
        let report = json!({
            "contract": 1,
            "schema": {"version": 7, "head": 7},
            "configuration": {"digest": "sha256:1", "languageCompleteness": {"en": 100}}
        });
        let ended = json!({"status": {"phase": "Succeeded", "containerStatuses": [{
            "name": "core", "image": "i", "imageID": "i", "ready": false, "restartCount": 0,
            "state": {"terminated": {"exitCode": 0, "message": report.to_string()}}
        }]}});
        let parameters = PatchParams::default();
        pods.patch_status(&pod.name_any(), &parameters, &Patch::Merge(ended))
            .await
            .unwrap();
        let deployments = self.tenants::<Deployment>();
        let deployment = until("a Deployment", async || {
            deployments.get_opt("core").await.unwrap()
        });
        let generation = deployment.await.metadata.generation;
        let available = json!({"status": {"observedGeneration": generation, "replicas": 1,
            "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}});
        deployments
            .patch_status("core", &parameters, &Patch::Merge(available))
            .await
            .unwrap();
    }
}

/// The pod of a Job, as the Job controller makes it.
fn job_pod(job: &Job) -> Value {
    let template = job.spec.as_ref().unwrap().template.clone();
    let mut labels = template
        .metadata
        .unwrap_or_default()
        .labels
        .unwrap_or_default();
    labels.insert("batch.kubernetes.io/job-name".to_owned(), job.name_any());
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": format!("{}-x", job.name_any()), "labels": labels},
        "spec": template.spec
    })
}

fn operator(system: &str, edge: u16, admin: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_primero-operator"))
        .arg("run")
        .env("KUBECONFIG", kubeconfig())
        .env("POD_NAMESPACE", system)
        .env("POD_NAME", "operator-under-test")
        .env("PRIMERO_ADMIN_ADDRESS", format!("127.0.0.1:{admin}"))
        .env("PRIMERO_EDGE_SERVICE_ADDRESS", "127.0.0.1")
        .env("PRIMERO_EDGE_HTTP_PORT", edge.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// An edge that answers every request with 200; its port.
async fn answer_everything() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    port
}
