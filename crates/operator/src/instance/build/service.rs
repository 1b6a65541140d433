//! The address of a tenant inside the cluster.

use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use primero_crd::labels::COMPONENT_CASE_SERVICE;

use super::meta;
use crate::instance::validate::ValidInstance;

/// The port that the edge connects to.
pub(super) const PORT: i32 = 80;

pub(super) fn build(instance: &ValidInstance) -> Service {
    Service {
        metadata: meta::workload(instance),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            selector: Some(meta::selector(instance, COMPONENT_CASE_SERVICE)),
            ports: Some(vec![ServicePort {
                name: Some("http".to_owned()),
                port: PORT,
                protocol: Some("TCP".to_owned()),
                target_port: Some(IntOrString::String("http".to_owned())),
                ..ServicePort::default()
            }]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}
