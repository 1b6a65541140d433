//! `DELETE /api/v2/roles/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::ObjectKind;
use primero_case_model::access::may_handle_role;
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::DestroyRole;

/// Removes a role that nobody has.
#[utoipa::path(
    delete,
    path = "/api/v2/roles/{id}",
    operation_id = "roles.destroy",
    tag = "roles",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.destroy", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<DestroyRole>,
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
    let unique_id = &stored.value.unique_id;
    let role = tenant.role_facts(unique_id);
    if !role.is_some_and(|role| may_handle_role(&actor, role)) {
        return Err(ApiError::Forbidden);
    }
    // From here on nobody gives the role to a user: that takes the same lock.
    locked(&mut tx, &tenant).await?;
    if tx
        .users()
        .is_role_held(unique_id)
        .await
        .map_err(db_failure)?
    {
        let why = "errors.models.role.has_users";
        return Err(ApiError::invalid_field("users", why));
    }
    let by = user.changes(now);
    tx.configuration()
        .remove(ObjectKind::Role, unique_id, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::role(stored);
    Ok(Json(One { data }).into_response())
}
