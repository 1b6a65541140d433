//! What a tenant's objects should be: pure, and unable to fail after validation.
//!
//! One file for each owned object. [`Resources`] is what a tenant always has; the `prepare` Job and
//! the copies of its input ([`prepare_job`], [`bundle`]) come and go.

pub mod bundle;
pub mod certificate;
pub mod deployment;
mod ingress;
pub mod instance_config;
mod limit_range;
pub mod meta;
mod namespace;
mod network_policy;
mod pod;
pub mod prepare_job;
mod resource_quota;
mod service;
mod service_account;

use k8s_openapi::api::core::v1::{
    ConfigMap, LimitRange, Namespace, ResourceQuota, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};

use super::validate::ValidInstance;
use crate::platform::Platform;
pub use instance_config::settings;

/// The objects that a tenant always has.
#[derive(Clone, Debug)]
pub struct Resources {
    /// The namespace that holds all others.
    pub namespace: Namespace,
    /// How many objects it may hold.
    pub resource_quota: ResourceQuota,
    /// What its containers may use.
    pub limit_range: LimitRange,
    /// Who may talk to whom.
    pub network_policies: Vec<NetworkPolicy>,
    /// The account of its pods, without a token.
    pub service_account: ServiceAccount,
    /// What the case service is told about itself.
    pub instance_config: ConfigMap,
    /// The address of its pods inside the cluster.
    pub service: Service,
    /// Their address outside.
    pub ingress: Ingress,
}

/// What a tenant's objects should be, but for the Deployment, which comes when the credentials are
/// known.
pub fn build(instance: &ValidInstance, platform: &Platform) -> Resources {
    Resources {
        namespace: namespace::build(instance),
        resource_quota: resource_quota::build(instance),
        limit_range: limit_range::build(instance),
        network_policies: network_policy::build(instance, platform),
        service_account: service_account::build(instance),
        instance_config: instance_config::build(instance, platform),
        service: service::build(instance),
        ingress: ingress::build(instance, platform),
    }
}
