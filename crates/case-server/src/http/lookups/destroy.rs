//! `DELETE /api/v2/lookups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::ObjectKind;
use primero_http_kit::{ApiError, One};
use serde_json::json;

use super::usage;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// Removes a lookup that nothing takes its options from. A locked one stays.
#[utoipa::path(
    delete,
    path = "/api/v2/lookups/{id}",
    operation_id = "lookups.destroy",
    tag = "lookups",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.lookups.destroy", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let stored = super::find(&tenant, &id)?;
    let unique_id = &stored.value.unique_id;
    if stored.value.locked {
        return Err(ApiError::Forbidden);
    }
    let mut configuration = locked(&mut tx, &tenant).await?;
    if usage::is_used(&tenant, unique_id) {
        let rule = "errors.models.lookup.being_used";
        return Err(ApiError::invalid_field("name", rule));
    }
    let by = user.changes(now);
    configuration
        .remove(ObjectKind::Lookup, unique_id, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = json!({"id": stored.id});
    Ok(Json(One { data }).into_response())
}
