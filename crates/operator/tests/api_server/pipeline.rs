//! The pipeline against the API server: a tenant made, left alone, repaired and deleted.
//!
//! No kubelet runs: the test plays it, and the edge, so that every step is reached.

use std::time::Duration;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{Namespace, Secret};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::{Api, ResourceExt as _};
use primero_crd::condition::{ConditionStatus, types};
use primero_crd::labels;
use serde_json::json;

use crate::stage::{Stage, until};

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
    policies
        .delete("default-deny", &DeleteParams::default())
        .await
        .unwrap();
    until("default-deny is back", async || {
        policies.get_opt("default-deny").await.unwrap()
    })
    .await;
    let edits = [
        ("allow-edge", json!({"ingress": []})),
        ("allow-edge", json!({"ingress": [{}]})),
        ("allow-edge", json!({"policyTypes": []})),
        // What the policy leaves empty is as much a part of it as what it names.
        ("default-deny", json!({"ingress": [{}]})),
        ("default-deny", json!({"egress": [{}]})),
        (
            "default-deny",
            json!({"podSelector": {"matchLabels": {"no": "pod"}}}),
        ),
        (
            "allow-dns",
            json!({"policyTypes": ["Ingress"], "ingress": [{}]}),
        ),
    ];
    for (name, spec) in edits {
        let before = policies.get(name).await.unwrap().spec;
        let patch = Patch::Merge(json!({"spec": spec}));
        policies
            .patch(name, &PatchParams::default(), &patch)
            .await
            .unwrap();
        until(&format!("{name} is repaired after {spec}"), async || {
            let now = policies.get(name).await.unwrap().spec;
            (now == before).then_some(())
        })
        .await;
    }
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
