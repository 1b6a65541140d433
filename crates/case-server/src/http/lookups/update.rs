//! `PATCH /api/v2/lookups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, One, Params};
use serde_json::json;

use super::definition::Draft;
use super::usage;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::ChangeMetadata;

/// Merges the options by id. The order of the sent list wins; `_delete` takes an option away, unless
/// a record holds it: then it is no longer offered.
#[utoipa::path(
    patch,
    path = "/api/v2/lookups/{id}",
    operation_id = "lookups.update",
    tag = "lookups",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.lookups.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<ChangeMetadata>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let stored = super::find(&tenant, &id)?;
    let draft = Draft::changed(stored.value.clone(), params.object("data")?, &tenant);
    let mistakes = draft.mistakes(&tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let places = usage::places(&tenant, &stored.value.unique_id);
    let taken_away: Vec<String> = draft.taken_away.iter().cloned().collect();
    let mut configuration = locked(&mut tx, &tenant).await?;
    let in_use = configuration.options_in_use(&places, &taken_away).await;
    let lookup = draft.settle(&in_use.map_err(db_failure)?);
    let object = NewObject {
        kind: ObjectKind::Lookup,
        unique_id: lookup.unique_id.parse().map_err(ApiError::internal)?,
        document: json!(lookup),
    };
    let by = user.changes(now);
    configuration
        .update(&object, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = json!({"id": stored.id});
    Ok(Json(One { data }).into_response())
}
