//! Names, labels, selector and owner of a tenant's objects.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::Resource as _;
use primero_crd::{PrimeroInstance, labels};
use primero_tenant_contract::mount::WORKLOAD_NAME;

use crate::instance::validate::ValidInstance;

/// A set of labels.
pub type Labels = BTreeMap<String, String>;

/// Labels of every object of a tenant.
pub fn labels(instance: &ValidInstance) -> Labels {
    strings([
        (labels::MANAGED_BY, labels::MANAGED_BY_OPERATOR),
        (labels::PART_OF, labels::PART_OF_PRIMERO),
        (labels::INSTANCE, &instance.name),
        (labels::INSTANCE_UID, &instance.uid.to_string()),
    ])
}

/// Labels of a pod of a tenant.
pub fn pod_labels(instance: &ValidInstance, component: &str) -> Labels {
    let mut all = labels(instance);
    all.extend(selector(instance, component));
    all
}

/// What selects the pods of a component. Never changes: a Deployment's selector cannot.
pub fn selector(instance: &ValidInstance, component: &str) -> Labels {
    strings([
        (labels::NAME, labels::NAME_CORE),
        (labels::INSTANCE, &instance.name),
        (labels::COMPONENT, component),
    ])
}

/// Metadata of an object in the tenant's namespace.
pub fn object(instance: &ValidInstance, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(instance.namespace.clone()),
        labels: Some(labels(instance)),
        ..ObjectMeta::default()
    }
}

/// Metadata of the objects called like the workload.
pub fn workload(instance: &ValidInstance) -> ObjectMeta {
    object(instance, WORKLOAD_NAME)
}

/// Makes the instance the owner. Only the namespace needs it: with it goes all that is inside.
pub fn owner(instance: &ValidInstance) -> OwnerReference {
    OwnerReference {
        api_version: PrimeroInstance::api_version(&()).into_owned(),
        kind: PrimeroInstance::kind(&()).into_owned(),
        name: instance.name.clone(),
        uid: instance.uid.to_string(),
        controller: Some(true),
        block_owner_deletion: None,
    }
}

/// A map of strings.
pub fn strings<const N: usize>(pairs: [(&str, &str); N]) -> Labels {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
