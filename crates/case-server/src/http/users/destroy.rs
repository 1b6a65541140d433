//! `DELETE /api/v2/users/:id`.

use axum::Json;
use axum::extract::Path;
use primero_http_kit::ApiError;

use super::answer::{self, Written};
use super::reach::{is_own, is_reached};
use crate::http::context::Authorized;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::ManageUsers;

/// Removes a user for good; normal practice is to disable one. Nobody removes himself.
#[utoipa::path(
    delete,
    path = "/api/v2/users/{id}",
    operation_id = "users.destroy",
    tag = "users",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.destroy", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<ManageUsers>,
    Path(id): Path<String>,
) -> Result<Json<Written>, ApiError> {
    let found = super::find(&mut call, &id).await?;
    if is_own(&call, &found) || !is_reached(&call, &found.attributes) {
        return Err(ApiError::Forbidden);
    }
    let by = call.user.changes(call.now);
    call.tx
        .users()
        .remove(&found, by)
        .await
        .map_err(db_failure)?;
    let answer = answer::written(&found, &mut call.tx, &call.tenant).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(answer)
}
