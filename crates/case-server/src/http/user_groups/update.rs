//! `PATCH /api/v2/user_groups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One, Params};

use super::{draft, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteUserGroup;

/// Changes the keys that are sent.
#[utoipa::path(
    patch,
    path = "/api/v2/user_groups/{id}",
    operation_id = "user_groups.update",
    tag = "user_groups",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteUserGroup>,
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
    if !super::is_managed(&actor, &stored.value) {
        return Err(ApiError::Forbidden);
    }
    let data = params.object("data")?;
    let group = draft::changed(stored.value.clone(), data, &tenant);
    let mistakes = draft::mistakes(&group, Some(stored.id), &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let by = user.changes(now);
    let mut configuration = locked(&mut tx, &tenant).await?;
    configuration
        .update(&draft::object(&group)?, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::user_group_of(stored.id, &group);
    Ok(Json(One { data }).into_response())
}
