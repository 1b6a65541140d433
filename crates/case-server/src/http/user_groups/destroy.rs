//! `DELETE /api/v2/user_groups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::ObjectKind;
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::DestroyUserGroup;

/// Removes a user group; its users lose it.
#[utoipa::path(
    delete,
    path = "/api/v2/user_groups/{id}",
    operation_id = "user_groups.destroy",
    tag = "user_groups",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.destroy", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<DestroyUserGroup>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        actor,
        user,
        now,
        ..
    } = call;
    let stored = super::find(&tenant, &id)?;
    if !super::is_managed(&actor, &stored.value) {
        return Err(ApiError::Forbidden);
    }
    let unique_id = &stored.value.unique_id;
    let by = user.changes(now);
    tx.configuration()
        .remove(ObjectKind::UserGroup, unique_id, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.users()
        .dissolve_group(unique_id, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::user_group(stored);
    Ok(Json(One { data }).into_response())
}
