//! Changing the configuration under the revision that a request was judged by.

use primero_case_db::Tx;
use primero_case_db::configuration::ConfigurationStore;
use primero_http_kit::ApiError;

use super::failure::db_failure;
use crate::tenant::Tenant;

/// The configuration, kept from everybody else until the transaction ends.
///
/// # Errors
/// Stale when it changed since the tenant was read: what the request was judged by is old.
pub(super) async fn locked<'tx>(
    tx: &'tx mut Tx,
    tenant: &Tenant,
) -> Result<ConfigurationStore<'tx>, ApiError> {
    let mut configuration = tx.configuration();
    let locked = configuration.lock_at(tenant.revision()).await;
    locked.map_err(db_failure)?;
    Ok(configuration)
}
