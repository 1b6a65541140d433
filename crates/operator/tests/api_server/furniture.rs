//! The objects that the instances of these tests refer to.

use kube::api::{Patch, PatchParams};
use kube::core::DynamicObject;
use kube::{Api, Client, ResourceExt as _};
use serde_json::{Value, json};

/// What instances refer to.
pub(crate) async fn furnish(client: &Client, system: &str, postgres: u16) {
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
