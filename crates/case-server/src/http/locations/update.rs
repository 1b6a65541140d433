//! `PATCH /api/v2/locations/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One, Params};

use super::{input, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::LocationTree;

/// Renames a place, in the languages that are sent, or stops offering it. The places below it are
/// renamed with it.
#[utoipa::path(
    patch,
    path = "/api/v2/locations/{id}",
    operation_id = "locations.update",
    tag = "locations",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
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
    let code = &*super::find(&tenant, &id)?.code;
    let data = params.object("data")?;
    locked(&mut tx, &tenant).await?;
    // What is in memory has the languages of the tenant only.
    let stored = tx.locations().with_ancestors(&[code]).await;
    let mut stored = stored.map_err(db_failure)?.into_iter();
    let stored = stored.find(|place| place.code == code);
    let stored = stored.ok_or_else(|| not_found("Location", &id))?;
    let location = input::changed(stored, data, &tenant).map_err(ApiError::InvalidFields)?;
    let by = user.changes(now);
    let mut locations = tx.locations();
    locations.update(&location, by).await.map_err(db_failure)?;
    let line = locations.with_ancestors(&[code]).await;
    let line = LocationTree::new(line.map_err(db_failure)?, tenant.locales());
    tx.commit().await.map_err(db_failure)?;
    let place = line.by_code(code);
    let data = place.map(|place| wire::with_hierarchy(&line, place));
    Ok(Json(One { data }).into_response())
}
