//! The tenant's namespace, with Pod Security `restricted`.

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::meta;
use crate::instance::validate::ValidInstance;

pub(super) fn build(instance: &ValidInstance) -> Namespace {
    let mut labels = meta::labels(instance);
    labels.extend(meta::strings([
        ("pod-security.kubernetes.io/enforce", "restricted"),
        ("pod-security.kubernetes.io/audit", "restricted"),
        ("pod-security.kubernetes.io/warn", "restricted"),
    ]));
    Namespace {
        metadata: ObjectMeta {
            name: Some(instance.namespace.clone()),
            labels: Some(labels),
            owner_references: Some(vec![meta::owner(instance)]),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    }
}
