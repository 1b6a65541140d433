//! The pods that serve a tenant.

use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment,
};
use k8s_openapi::api::core::v1::{
    ContainerPort, HTTPGetAction, PodSpec, PodTemplateSpec, Probe, TopologySpreadConstraint,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use primero_crd::labels::COMPONENT_CASE_SERVICE;
use primero_tenant_contract::{command, port};
use serde_json::Value;

use super::{instance_config, meta, pod};
use crate::hash::IntentHash;
use crate::instance::validate::ValidInstance;
use crate::platform::Platform;

/// A change of what pods read only when they start has to start new pods.
const SETTINGS_HASH: &str = "primero.org/settings-hash";
const CREDENTIALS: &str = "primero.org/credentials";

/// The pods that serve a tenant. `credentials` is the version of the Secret that they start with.
pub fn build(instance: &ValidInstance, platform: &Platform, credentials: &str) -> Deployment {
    let settings = Value::from(instance_config::text(instance, platform));
    let annotations = meta::strings([
        (SETTINGS_HASH, &IntentHash::of(&settings).to_string()),
        (CREDENTIALS, credentials),
    ]);
    Deployment {
        metadata: meta::workload(instance),
        spec: Some(DeploymentSpec {
            replicas: Some(instance.replicas),
            revision_history_limit: Some(2),
            progress_deadline_seconds: Some(120),
            selector: selector(instance),
            strategy: Some(strategy()),
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(meta::pod_labels(instance, COMPONENT_CASE_SERVICE)),
                    annotations: Some(annotations),
                    ..ObjectMeta::default()
                }),
                spec: Some(pod_spec(instance)),
            },
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn selector(instance: &ValidInstance) -> LabelSelector {
    LabelSelector {
        match_labels: Some(meta::selector(instance, COMPONENT_CASE_SERVICE)),
        ..LabelSelector::default()
    }
}

/// A new pod serves before an old one stops.
fn strategy() -> DeploymentStrategy {
    DeploymentStrategy {
        type_: Some("RollingUpdate".to_owned()),
        rolling_update: Some(RollingUpdateDeployment {
            max_surge: Some(IntOrString::Int(1)),
            max_unavailable: Some(IntOrString::Int(0)),
        }),
    }
}

fn pod_spec(instance: &ValidInstance) -> PodSpec {
    let mut spec = pod::spec(instance, command::SERVE);
    spec.termination_grace_period_seconds = Some(i64::from(port::DRAIN_SECONDS) + 15);
    spec.topology_spread_constraints = Some(vec![TopologySpreadConstraint {
        max_skew: 1,
        topology_key: "kubernetes.io/hostname".to_owned(),
        when_unsatisfiable: "ScheduleAnyway".to_owned(),
        label_selector: Some(selector(instance)),
        ..TopologySpreadConstraint::default()
    }]);
    for container in &mut spec.containers {
        container.ports = Some(vec![
            container_port("http", port::HTTP),
            container_port("admin", port::ADMIN),
        ]);
        container.readiness_probe = Some(probe(port::READY_PATH, 1, 3));
        container.liveness_probe = Some(probe(port::LIVE_PATH, 10, 3));
    }
    spec
}

fn container_port(name: &str, number: u16) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

fn probe(path: &str, period_seconds: i32, failure_threshold: i32) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String("admin".to_owned()),
            ..HTTPGetAction::default()
        }),
        period_seconds: Some(period_seconds),
        timeout_seconds: Some(5),
        failure_threshold: Some(failure_threshold),
        ..Probe::default()
    }
}
