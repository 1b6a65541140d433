//! Setting system settings. API v2 only reads them.

use primero_case_db::configuration::{ChangedBy, NewObject, ObjectKind};
use primero_case_db::{Db, DbError};
use serde_json::{Map, Value};

use super::{ONLY, settings};

/// Sets settings by their names in API v2, options too; `null` removes one. Servers notice with
/// their next request.
///
/// # Errors
/// [`DbError::Stale`] while the tenant is not configured.
pub async fn set_settings(
    db: &Db,
    values: &Map<String, Value>,
    by: ChangedBy<'_>,
) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    let kind = ObjectKind::SystemSettings;
    let stored = tx.configuration().find(kind, ONLY).await?;
    let mut stored = stored.ok_or(DbError::Stale)?;
    if let Value::Object(settings) = &mut stored.document {
        settings::merge(settings, values);
    }
    let object = NewObject {
        kind,
        unique_id: ONLY.parse().expect("the id of the only one is an id"),
        document: stored.document,
    };
    tx.configuration()
        .update(&object, stored.version, by)
        .await?;
    tx.commit().await
}
