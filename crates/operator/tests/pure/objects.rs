//! What a tenant's objects are, as snapshots: read the difference, then accept it.

use primero_operator::hash::IntentHash;
use primero_operator::instance::build::{self, certificate, deployment, prepare_job};
use serde_json::{Value, json};

use crate::fixtures::{instance, platform, valid};

const FIXTURES: [&str; 2] = ["minimal", "full"];

/// All objects of a manifest, by name of file.
fn objects(name: &str) -> Vec<(String, Value)> {
    let (valid, platform) = (valid(&instance(name)), platform());
    let resources = build::build(&valid, &platform);
    let input = prepare_job::input_hash(&valid, &platform);
    let value = |object: Value| object;
    let mut all = vec![
        ("namespace", value(json!(resources.namespace))),
        ("resource_quota", json!(resources.resource_quota)),
        ("limit_range", json!(resources.limit_range)),
        ("network_policies", json!(resources.network_policies)),
        ("service_account", json!(resources.service_account)),
        ("instance_config", json!(resources.instance_config)),
        ("service", json!(resources.service)),
        ("ingress", json!(resources.ingress)),
        (
            "deployment",
            json!(deployment::build(&valid, &platform, "4711")),
        ),
        ("prepare_job", json!(prepare_job::build(&valid, input))),
    ];
    if name == "full" {
        all.push((
            "certificate",
            json!(certificate::build(&valid, "letsencrypt")),
        ));
    }
    all.into_iter()
        .map(|(kind, object)| (format!("{kind}@{name}"), object))
        .collect()
}

#[test]
fn objects_are_as_recorded() {
    for name in FIXTURES {
        for (file, object) in objects(name) {
            insta::assert_yaml_snapshot!(file, object);
        }
    }
}

#[test]
fn every_pod_keeps_to_the_restricted_profile() {
    for name in FIXTURES {
        for (file, object) in objects(name) {
            let pod = &object["spec"]["template"]["spec"];
            if pod.is_null() {
                continue;
            }
            assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{file}");
            assert_eq!(
                pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault",
                "{file}"
            );
            assert_eq!(pod["automountServiceAccountToken"], false, "{file}");
            for container in pod["containers"].as_array().unwrap() {
                let security = &container["securityContext"];
                assert_eq!(security["allowPrivilegeEscalation"], false, "{file}");
                assert_eq!(security["readOnlyRootFilesystem"], true, "{file}");
                assert_eq!(security["capabilities"]["drop"], json!(["ALL"]), "{file}");
            }
        }
    }
}

#[test]
fn no_object_of_one_tenant_names_another() {
    let of = |name: &str| json!(objects(name)).to_string();
    assert!(!of("minimal").contains("nepal"));
    assert!(!of("full").contains("kenya"));
}

#[test]
fn an_ingress_has_no_annotation_that_one_controller_understands() {
    for name in FIXTURES {
        let objects = objects(name);
        let (_, ingress) = objects
            .iter()
            .find(|(file, _)| file.starts_with("ingress"))
            .unwrap();
        assert_eq!(ingress["metadata"]["annotations"], Value::Null);
    }
}

#[test]
fn another_input_is_another_job() {
    let input = |change: Value| {
        let valid = valid(&crate::fixtures::changed(change));
        prepare_job::input_hash(&valid, &platform())
    };
    let base = input(json!({}));
    assert_eq!(base, input(json!({"workload": {"replicas": 2}})));
    assert_ne!(base, input(json!({"configuration": {"languages": ["fr"]}})));
    assert_ne!(
        base,
        input(json!({"maintenance": {"timeZone": "Africa/Nairobi"}}))
    );
    assert_eq!(prepare_job::name(base).len(), "prepare-".len() + 10);
}

#[test]
fn an_intent_does_not_change_from_one_look_to_the_next() {
    for name in FIXTURES {
        let hashes = |_| -> Vec<IntentHash> {
            objects(name)
                .iter()
                .map(|(_, object)| IntentHash::of(object))
                .collect()
        };
        assert_eq!(hashes(1), hashes(2));
    }
}

#[test]
fn a_hibernated_instance_runs_no_pod_and_keeps_its_objects() {
    let asleep = valid(&crate::fixtures::changed(
        json!({"powerState": "Hibernated"}),
    ));
    let deployment = deployment::build(&asleep, &platform(), "1");
    assert_eq!(deployment.spec.unwrap().replicas, Some(0));
}
