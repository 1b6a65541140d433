//! The account of a tenant's pods: they have no business with the API server.

use k8s_openapi::api::core::v1::ServiceAccount;

use super::meta;
use crate::instance::validate::ValidInstance;

pub(super) fn build(instance: &ValidInstance) -> ServiceAccount {
    ServiceAccount {
        metadata: meta::workload(instance),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}
