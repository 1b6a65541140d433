//! Keeps the configuration as new as the database's.

use std::sync::{Arc, Mutex, PoisonError};

use primero_case_db::Tx;
use primero_http_kit::ApiError;
use primero_tenant_contract::settings::InstanceSettings;

use super::{Tenant, load};

/// The configuration that requests use.
#[derive(Debug, Default)]
pub struct TenantCache {
    held: Mutex<Option<Arc<Tenant>>>,
}

impl TenantCache {
    /// Holds nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The configuration at the revision that the database has now; read anew when another replica,
    /// a Job or an administrator has changed it.
    pub(crate) async fn at(
        &self,
        revision: i64,
        tx: &mut Tx,
        instance: &InstanceSettings,
    ) -> Result<Arc<Tenant>, ApiError> {
        let held = self.lock().clone();
        if let Some(held) = held.as_ref().filter(|held| held.revision() >= revision) {
            return Ok(Arc::clone(held));
        }
        let tenant = Arc::new(load::load(tx, instance, held.as_deref()).await?);
        *self.lock() = Some(Arc::clone(&tenant));
        Ok(tenant)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Tenant>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
