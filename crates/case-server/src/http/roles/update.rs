//! `PATCH /api/v2/roles/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_define_role;
use primero_http_kit::{ApiError, One, Params};

use super::draft::Draft;
use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteRole;

/// Changes the keys that are sent; `permissions` replaces the whole set.
#[utoipa::path(
    patch,
    path = "/api/v2/roles/{id}",
    operation_id = "roles.update",
    tag = "roles",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteRole>,
    Path(id): Path<String>,
    params: Params,
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
    let before = tenant.role_facts(&stored.value.unique_id);
    let data = params.object("data")?;
    let draft = Draft::changed(stored.value.clone(), data, &tenant)?;
    if !may_define_role(&actor, before, draft.facts()) {
        return Err(ApiError::Forbidden);
    }
    let mistakes = draft.mistakes(Some(stored.id), &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let by = user.changes(now);
    let mut configuration = locked(&mut tx, &tenant).await?;
    configuration
        .update(&draft.object()?, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::role_of(stored.id, &draft.role);
    Ok(Json(One { data }).into_response())
}
