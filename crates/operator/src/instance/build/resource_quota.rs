//! How many objects a tenant's namespace may hold, so that a mistake inside stays inside.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceQuota, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::meta;
use crate::instance::validate::ValidInstance;

pub(super) fn build(instance: &ValidInstance) -> ResourceQuota {
    // Twice the replicas during a rollout, and a few pods of Jobs beside them.
    let pods = (2 * instance.replicas + 6).to_string();
    let hard: BTreeMap<String, Quantity> = [
        ("pods", pods.as_str()),
        ("count/jobs.batch", "10"),
        ("configmaps", "24"),
        ("secrets", "16"),
        ("services", "4"),
        ("services.loadbalancers", "0"),
        ("services.nodeports", "0"),
        ("persistentvolumeclaims", "4"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), Quantity(value.to_owned())))
    .collect();
    ResourceQuota {
        metadata: meta::object(instance, "tenant"),
        spec: Some(ResourceQuotaSpec {
            hard: Some(hard),
            ..ResourceQuotaSpec::default()
        }),
        ..ResourceQuota::default()
    }
}
