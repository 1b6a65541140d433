//! Manifests, what they refer to, and a platform; no two names are alike.

use std::sync::Arc;

use clap::Parser;
use primero_crd::PrimeroInstance;
use primero_operator::instance::observe::Observed;
use primero_operator::instance::validate::{Problem, ValidInstance, validate};
use primero_operator::platform::Platform;
use serde_json::{Value, json};

/// The manifest in `fixtures/instance/<name>.yaml`.
pub(crate) fn instance(name: &str) -> PrimeroInstance {
    let path = format!(
        "{}/fixtures/instance/{name}.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The minimal manifest with another spec: `change` is merged into it.
pub(crate) fn changed(change: Value) -> PrimeroInstance {
    let mut object = serde_json::to_value(instance("minimal")).unwrap();
    merge(&mut object["spec"], change);
    serde_json::from_value(object).unwrap()
}

fn merge(into: &mut Value, from: Value) {
    if let Value::Object(from) = from {
        from.into_iter()
            .for_each(|(key, value)| merge(&mut into[key], value));
    } else {
        *into = from;
    }
}

/// A platform with every setting away from its default.
pub(crate) fn platform() -> Platform {
    #[derive(Parser)]
    struct Args {
        #[command(flatten)]
        platform: Platform,
    }
    Args::parse_from([
        "test",
        "--base-domain=primero.test",
        "--ingress-class=public",
        "--edge-namespace=edge",
        "--dns-namespace=dns",
        "--dns-pod-label=app=resolver",
        "--dns-port=5353",
        "--metrics-namespace=monitoring",
        "--samples=true",
    ])
    .platform
}

/// Everything that the manifests refer to.
pub(crate) fn observed(instance: &PrimeroInstance) -> Observed {
    let template = &instance.spec.configuration.template;
    let version = template.version.as_deref().unwrap_or("1.0.0");
    let release = instance
        .spec
        .release
        .as_ref()
        .and_then(|release| release.version.as_deref());
    let release = release.unwrap_or("1.9.0");
    let of = |kind: &str, spec: Value| json!({"apiVersion": "primero.org/v1alpha1", "kind": kind, "metadata": {"name": "x"}, "spec": spec});
    let channel =
        json!({"release": "1.9.0", "templates": [{"name": "rapid-onset", "version": "1.0.0"}]});
    let release = json!({"version": release, "image": format!("registry.test/core:{release}"),
        "contract": 1, "schema": {"head": 3, "minReadable": 2, "maxReadable": 3}});
    let digest = format!("sha256:{}", "ab".repeat(32));
    let bundle =
        json!({"configMapRefs": [{"name": "bundle-a"}, {"name": "bundle-b"}], "digest": digest});
    let template_spec = json!({"templateName": template.name, "version": version,
        "displayName": "T", "languages": ["en"], "parameters": ["riskHighDays"], "bundle": bundle});
    let pods = json!({"namespace": "databases", "labels": [{"name": "app", "value": "pg"}]});
    let server = json!({"host": "pg.databases.svc", "port": 6432, "adminSecretRef": {"name": "pg"},
        "network": {"port": 5432, "pods": pods}});
    let existing = ["bundle-a", "bundle-b", "nepal-provinces", "nepal-forms"];
    Observed {
        plan: Some(Arc::new(read(of(
            "InstancePlan",
            json!({"maxReplicas": 5}),
        )))),
        channel: Some(Arc::new(read(of("ReleaseChannel", channel)))),
        release: Some(Arc::new(read(of("CoreRelease", release)))),
        template: Some(Arc::new(read(of("ConfigurationTemplate", template_spec)))),
        template_versions: vec![version.to_owned()],
        server: Some(Arc::new(read(of("DatabaseServer", server)))),
        config_maps: existing
            .map(|name| (name.to_owned(), Some(format!("{name}:1"))))
            .into(),
        taken: [].into(),
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// The manifest as the builders get it.
pub(crate) fn valid(instance: &PrimeroInstance) -> ValidInstance {
    validate(instance, &observed(instance), &platform()).unwrap()
}

/// What is wrong with a manifest whose references `change` was applied to.
pub(crate) fn problems(
    instance: &PrimeroInstance,
    change: impl FnOnce(&mut Observed),
) -> Vec<Problem> {
    let mut observed = observed(instance);
    change(&mut observed);
    validate(instance, &observed, &platform()).unwrap_err()
}
