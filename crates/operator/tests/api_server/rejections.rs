//! What the API server refuses, and with which words.

use kube::api::{Patch, PatchParams, PostParams};
use kube::core::DynamicObject;
use kube::{Api, Client, ResourceExt as _};
use primero_crd::PrimeroInstance;
use serde_json::{Value, json};

use crate::cluster::client;

fn manifest(name: &str, change: Value) -> Value {
    let mut manifest = json!({
        "apiVersion": "primero.org/v1alpha1",
        "kind": "PrimeroInstance",
        "metadata": {"name": name},
        "spec": {"displayName": "Kenya", "configuration": {"template": {"name": "rapid-onset"}}}
    });
    if let Value::Object(change) = change {
        for (key, value) in change {
            manifest["spec"][key] = value;
        }
    }
    manifest
}

/// What the API server answers to a manifest; nothing is stored.
async fn answer(client: &Client, manifest: &Value) -> String {
    let kind = manifest["kind"].as_str().unwrap().to_owned();
    let gvk = kube::core::GroupVersionKind::gvk("primero.org", "v1alpha1", &kind);
    let resource = kube::core::ApiResource::from_gvk(&gvk);
    let api = Api::<DynamicObject>::all_with(client.clone(), &resource);
    let dry_run = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    let object: DynamicObject = serde_json::from_value(manifest.clone()).unwrap();
    match api.create(&dry_run, &object).await {
        Ok(_) => "taken".to_owned(),
        Err(kube::Error::Api(status)) => status.message.clone(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_bad_instance_is_refused_with_the_field_and_the_rule() {
    let client = client().await;
    let mut answers = Vec::new();
    for case in bad_instances() {
        answers.push(answer(&client, &case).await);
    }
    insta::assert_yaml_snapshot!(answers);
}

fn bad_instances() -> Vec<Value> {
    vec![
        manifest("system", json!({})),
        manifest("ab", json!({})),
        manifest(&"a".repeat(31), json!({})),
        manifest("9lives", json!({})),
        manifest("ke.nya", json!({})),
        manifest("kenya", json!({"displayName": ""})),
        manifest("kenya", json!({"displayName": "x".repeat(121)})),
        manifest("kenya", json!({"configuration": {}})),
        manifest(
            "kenya",
            json!({"configuration": {"template": {"name": "t", "version": "1"}}}),
        ),
        manifest(
            "kenya",
            json!({"configuration": {"template": {"name": "t"}, "languages": ["english"]}}),
        ),
        manifest(
            "kenya",
            json!({"contacts": [{"role": "Boss", "email": "a@b"}]}),
        ),
        manifest(
            "kenya",
            json!({"contacts": [{"role": "TechnicalOwner", "email": "nobody"}]}),
        ),
        manifest("kenya", json!({"release": {}})),
        manifest(
            "kenya",
            json!({"release": {"channel": "stable", "version": "1.0.0"}}),
        ),
        manifest("kenya", json!({"release": {"version": "latest"}})),
        manifest(
            "kenya",
            json!({"maintenance": {"windows": [{"days": ["Sat"], "start": "25:00", "durationMinutes": 60}]}}),
        ),
        manifest("kenya", json!({"database": {"mode": "External"}})),
        manifest("kenya", json!({"database": {"secretRef": {"name": "s"}}})),
        manifest(
            "kenya",
            json!({"database": {"mode": "Dedicated", "serverRef": {"name": "s"}}}),
        ),
        manifest(
            "kenya",
            json!({"edge": {"hostname": "no_underscores.example"}}),
        ),
        manifest("kenya", json!({"edge": {"tls": {"mode": "SecretRef"}}})),
        manifest(
            "kenya",
            json!({"edge": {"tls": {"mode": "None", "secretRef": {"name": "s"}}}}),
        ),
        manifest("kenya", json!({"workload": {"replicas": 0}})),
        manifest("kenya", json!({"workload": {"size": "Huge"}})),
        manifest("kenya", json!({"powerState": "Off"})),
        manifest("kenya", json!({"deletionConfirmation": "nepal"})),
    ]
}

#[tokio::test]
async fn what_an_instance_refers_to_is_checked_too() {
    let client = client().await;
    let object = |kind: &str, name: &str, spec: Value| json!({"apiVersion": "primero.org/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec});
    let digest = format!("sha256:{}", "0".repeat(64));
    let bundle = json!({"configMapRefs": [{"name": "b"}], "digest": digest});
    let schema = json!({"head": 1, "minReadable": 2, "maxReadable": 3});
    let cases = [
        object(
            "ConfigurationTemplate",
            "other",
            json!({"templateName": "t", "version": "1.0.0",
            "displayName": "T", "languages": ["en"], "bundle": bundle}),
        ),
        object(
            "CoreRelease",
            "other",
            json!({"version": "1.0.0", "image": "i", "contract": 1,
            "schema": schema}),
        ),
        object(
            "DatabaseServer",
            "s",
            json!({"host": "h", "adminSecretRef": {"name": "a"}, "network": {}}),
        ),
        object("ReleaseChannel", "c", json!({"release": "newest"})),
        object("InstancePlan", "p", json!({"maxReplicas": 21})),
    ];
    let mut answers = Vec::new();
    for case in cases {
        answers.push(answer(&client, &case).await);
    }
    insta::assert_yaml_snapshot!(answers);
}

#[tokio::test]
async fn what_is_immutable_stays_as_it_is() {
    let client = client().await;
    let api = Api::<PrimeroInstance>::all(client.clone());
    let name = format!("t-fixed-{}", std::process::id() % 10_000);
    let first: PrimeroInstance = serde_json::from_value(manifest(&name, json!({}))).unwrap();
    api.create(&PostParams::default(), &first).await.unwrap();
    let mut answers = Vec::new();
    for change in [
        json!({"configuration": {"template": {"name": "other"}}}),
        json!({"database": {"mode": "Dedicated"}}),
        json!({"database": {"serverRef": {"name": "other"}}}),
    ] {
        let patch = Patch::Merge(json!({"spec": change}));
        let refused = api
            .patch(&name, &PatchParams::default(), &patch)
            .await
            .unwrap_err();
        let kube::Error::Api(status) = refused else {
            panic!("{refused}")
        };
        answers.push(status.message.replace(&name, "<name>"));
    }
    let allowed = Patch::Merge(json!({"spec": {"database": {"serverRef": {"name": "default"}}}}));
    api.patch(&name, &PatchParams::default(), &allowed)
        .await
        .unwrap();
    api.delete(&name, &kube::api::DeleteParams::default())
        .await
        .unwrap();
    insta::assert_yaml_snapshot!(answers);
}

#[tokio::test]
async fn a_release_can_change_from_channel_to_version_by_apply() {
    let client = client().await;
    let api = Api::<PrimeroInstance>::all(client);
    let name = format!("t-release-{}", std::process::id() % 10_000);
    let parameters = PatchParams::apply("person");
    for release in [
        json!(null),
        json!({"channel": "stable"}),
        json!({"version": "1.0.0"}),
    ] {
        let mut wanted = manifest(&name, json!({}));
        if !release.is_null() {
            wanted["spec"]["release"] = release.clone();
        }
        let applied = api
            .patch(&name, &parameters, &Patch::Apply(&wanted))
            .await
            .unwrap();
        assert_eq!(json!(applied.spec.release), release);
    }
    api.delete(&name, &kube::api::DeleteParams::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_manifest_of_the_documentation_is_taken_and_gets_its_defaults() {
    let client = client().await;
    let api = Api::<PrimeroInstance>::all(client);
    let dry_run = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    let full = manifest(
        "documented",
        json!({
            "contacts": [{"role": "TechnicalOwner", "email": "it@kenya.example"}],
            "administrator": {"userName": "admin", "email": "admin@kenya.example"},
            "planRef": {"name": "default"},
            "configuration": {
                "template": {"name": "cpims-plus", "version": "1.0.0"},
                "languages": ["en", "fr"],
                "overlays": [{"name": "kenya-counties"}],
                "parameters": [{"name": "riskHighDays", "value": "1"}],
            },
            "release": {"channel": "stable"},
            "maintenance": {"timeZone": "Africa/Nairobi",
                "windows": [{"days": ["Sat", "Sun"], "start": "01:00", "durationMinutes": 240}]},
            "database": {"mode": "Shared", "serverRef": {"name": "default"}},
            "edge": {"hostname": "kenya.localhost", "aliases": [], "tls": {"mode": "Auto"}},
            "workload": {"replicas": 1, "size": "Small"},
            "backup": {},
            "powerState": "Running",
            "reconcileMode": "Active",
            "deletionPolicy": "SnapshotThenDelete",
            "deletionConfirmation": "",
        }),
    );
    let object: PrimeroInstance = serde_json::from_value(full).unwrap();
    let taken = api.create(&dry_run, &object).await.unwrap();
    assert_eq!(taken.name_any(), "documented");
    let minimal: PrimeroInstance =
        serde_json::from_value(manifest("documented", json!({}))).unwrap();
    let stored = api.create(&dry_run, &minimal).await.unwrap();
    assert_eq!(stored.spec, minimal.spec);
}
