//! The request for a certificate to cert-manager.

use kube::api::{ApiResource, DynamicObject};
use kube::core::GroupVersionKind;
use serde_json::json;

use super::meta;
use crate::instance::validate::ValidInstance;

/// The Secret with the edge's certificate, whoever issues it.
pub const SECRET: &str = "edge-tls";

/// cert-manager's kind, as far as it is used here.
pub fn resource() -> ApiResource {
    ApiResource::from_gvk(&GroupVersionKind::gvk(
        "cert-manager.io",
        "v1",
        "Certificate",
    ))
}

/// A certificate for the instance's host names by the `ClusterIssuer` called `issuer`.
pub fn build(instance: &ValidInstance, issuer: &str) -> DynamicObject {
    let mut object = DynamicObject::new(SECRET, &resource()).data(json!({
        "spec": {
            "secretName": SECRET,
            "dnsNames": instance.hostnames,
            "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": issuer},
        }
    }));
    object.metadata = meta::object(instance, SECRET);
    object
}
