//! The pipeline against the API server: a tenant made, left alone, repaired and deleted.
//!
//! No kubelet runs: the test plays it, and the edge, so that every step is reached.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{Namespace, Pod, Secret};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::core::DynamicObject;
use kube::{Api, Client, ResourceExt as _};
use primero_crd::condition::{ConditionStatus, types};
use primero_crd::{PrimeroInstance, labels};
use primero_testkit::{Durability, PrivatePostgres};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::cluster::{client, kubeconfig};

const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until the answer is there.
async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
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
struct Stage {
    client: Client,
    system: String,
    instance: String,
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
    async fn set() -> Self {
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

    async fn restart_operator(&mut self) {
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

    fn namespace(&self) -> String {
        format!("primero-{}", self.instance)
    }

    fn instances(&self) -> Api<PrimeroInstance> {
        Api::all(self.client.clone())
    }

    fn tenants<K>(&self) -> Api<K>
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

    async fn writes(&self) -> u64 {
        let metrics = self.admin("/metrics").await.unwrap();
        let line = metrics
            .lines()
            .find(|line| line.starts_with("primero_operator_writes_total"));
        line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    }

    async fn condition(&self, type_: &str) -> Option<ConditionStatus> {
        let instance = self.instances().get_opt(&self.instance).await.unwrap()?;
        let conditions = instance.status?.conditions;
        conditions
            .into_iter()
            .find(|condition| condition.type_ == type_)
            .map(|c| c.status)
    }

    async fn create_instance(&self) {
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
    async fn play_kubelet(&self) {
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

/// What instances refer to.
async fn furnish(client: &Client, system: &str, postgres: u16) {
    let digest = format!("sha256:{}", "0".repeat(64));
    let own = |kind: &str, name: &str, spec: Value| json!({"apiVersion": "primero.org/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec});
    let pods = json!({"namespace": system, "labels": [{"name": "app", "value": "pg"}]});
    let objects = [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": system}}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "pg", "namespace": system},
            "stringData": {"username": "postgres", "password": "unused"}}),
        json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "bundle", "namespace": system},
            "binaryData": {"bundle.json.gz": "aGVsbG8="}}),
        own("InstancePlan", "test-plan", json!({})),
        own(
            "CoreRelease",
            "0.0.1",
            json!({"version": "0.0.1", "image": "core:1", "contract": 1,
            "schema": {"head": 7, "minReadable": 7, "maxReadable": 7}}),
        ),
        own(
            "ConfigurationTemplate",
            "test-template-1.0.0",
            json!({"templateName": "test-template",
            "version": "1.0.0", "displayName": "T", "languages": ["en"],
            "bundle": {"configMapRefs": [{"name": "bundle"}], "digest": digest}}),
        ),
        own(
            "DatabaseServer",
            "test-server",
            json!({"host": "127.0.0.1", "port": postgres,
            "tlsMode": "Disable", "adminSecretRef": {"name": "pg"}, "network": {"pods": pods}}),
        ),
    ];
    for object in objects {
        let object: DynamicObject = serde_json::from_value(object).unwrap();
        let types = object.types.clone().unwrap();
        let gvk = kube::core::GroupVersionKind::try_from(&types).unwrap();
        let resource = kube::core::ApiResource::from_gvk(&gvk);
        let api = match object.metadata.namespace.as_deref() {
            Some(namespace) => Api::namespaced_with(client.clone(), namespace, &resource),
            None => Api::<DynamicObject>::all_with(client.clone(), &resource),
        };
        let parameters = PatchParams::apply("primero-test").force();
        api.patch(&object.name_any(), &parameters, &Patch::Apply(&object))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_made_left_alone_repaired_and_deleted() {
    let mut stage = Stage::set().await;
    stage.create_instance().await;
    stage.play_kubelet().await;
    let is_ready = async || {
        let ready = stage.condition(types::READY).await;
        ready.filter(|status| *status == ConditionStatus::True)
    };
    until("Ready", is_ready).await;
    rest_writes_nothing(&mut stage).await;
    isolation_is_repaired(&stage).await;
    the_data_key_is_restored(&stage).await;
    deletion_leaves_nothing(&stage).await;
}

async fn rest_writes_nothing(stage: &mut Stage) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = stage.writes().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(stage.writes().await, before, "writes at rest");
    let job: Vec<Job> = stage
        .tenants::<Job>()
        .list(&ListParams::default())
        .await
        .unwrap()
        .items;
    stage.restart_operator().await;
    assert_eq!(stage.writes().await, 0, "writes after a restart");
    let now = stage
        .tenants::<Job>()
        .list(&ListParams::default())
        .await
        .unwrap()
        .items;
    assert_eq!(now.len(), job.len(), "a Job ran again");
}

async fn isolation_is_repaired(stage: &Stage) {
    let policies = stage.tenants::<NetworkPolicy>();
    let before = policies.get("allow-edge").await.unwrap().spec;
    policies
        .delete("default-deny", &DeleteParams::default())
        .await
        .unwrap();
    for spec in [json!({"ingress": []}), json!({"ingress": [{}]})] {
        let patch = Patch::Merge(json!({"spec": spec}));
        policies
            .patch("allow-edge", &PatchParams::default(), &patch)
            .await
            .unwrap();
        until("allow-edge is repaired", async || {
            let now = policies.get("allow-edge").await.unwrap().spec;
            (now == before).then_some(())
        })
        .await;
    }
    until("default-deny is back", async || {
        policies.get_opt("default-deny").await.unwrap()
    })
    .await;
}

async fn the_data_key_is_restored(stage: &Stage) {
    let secrets = stage.tenants::<Secret>();
    let before = secrets.get("data-key").await.unwrap().data;
    secrets
        .delete("data-key", &DeleteParams::default())
        .await
        .unwrap();
    let request = json!({"metadata": {"annotations": {labels::RECONCILE_REQUESTED_TIME: "now"}}});
    let parameters = PatchParams::default();
    stage
        .instances()
        .patch(&stage.instance, &parameters, &Patch::Merge(request))
        .await
        .unwrap();
    let restored = until("data-key", async || {
        secrets.get_opt("data-key").await.unwrap()
    })
    .await;
    assert_eq!(restored.data, before);
}

async fn deletion_leaves_nothing(stage: &Stage) {
    let instance = stage.instances().get(&stage.instance).await.unwrap();
    let wrapped = format!("data-key-{}", instance.uid().unwrap());
    let own = Api::<Secret>::namespaced(stage.client.clone(), &stage.system);
    assert!(own.get_opt(&wrapped).await.unwrap().is_some());
    stage
        .instances()
        .delete(&stage.instance, &DeleteParams::default())
        .await
        .unwrap();
    until("Deleting", async || {
        let deleting = stage.condition(types::DELETING).await;
        deleting.filter(|status| *status == ConditionStatus::True)
    })
    .await;
    let namespaces = Api::<Namespace>::all(stage.client.clone());
    let untouched = namespaces
        .get(&stage.namespace())
        .await
        .unwrap()
        .metadata
        .deletion_timestamp;
    assert_eq!(untouched, None, "deleted without confirmation");
    let confirmed = json!({"spec": {"deletionConfirmation": stage.instance}});
    let parameters = PatchParams::default();
    stage
        .instances()
        .patch(&stage.instance, &parameters, &Patch::Merge(confirmed))
        .await
        .unwrap();
    until("the wrapped key is gone", async || {
        own.get_opt(&wrapped).await.unwrap().is_none().then_some(())
    })
    .await;
    finalize(&namespaces, &stage.namespace()).await;
    until("the instance is gone", async || {
        stage
            .instances()
            .get_opt(&stage.instance)
            .await
            .unwrap()
            .is_none()
            .then_some(())
    })
    .await;
}

/// What the namespace controller does once everything inside is gone.
async fn finalize(namespaces: &Api<Namespace>, name: &str) {
    let mut namespace = until("the namespace is being deleted", async || {
        let namespace = namespaces.get(name).await.unwrap();
        namespace
            .metadata
            .deletion_timestamp
            .is_some()
            .then_some(namespace)
    })
    .await;
    namespace.spec.get_or_insert_default().finalizers = Some(vec![]);
    namespaces
        .replace_subresource("finalize", name, &PostParams::default(), &namespace)
        .await
        .unwrap();
}
