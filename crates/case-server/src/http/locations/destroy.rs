//! `DELETE /api/v2/locations/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::{input, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// Removes a place that holds no others. Records keep its code.
#[utoipa::path(
    delete,
    path = "/api/v2/locations/{id}",
    operation_id = "locations.destroy",
    tag = "locations",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.destroy", skip_all)]
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
    let place = super::find(&tenant, &id)?;
    let tree = tenant.locations();
    locked(&mut tx, &tenant).await?;
    if tree.has_children(place) {
        let mistake = input::wrong("location_code", "has_children");
        return Err(ApiError::InvalidFields(vec![mistake]));
    }
    let by = user.changes(now);
    let mut locations = tx.locations();
    let removed = locations.remove(&place.code, by).await;
    removed.map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::with_hierarchy(tree, place);
    Ok(Json(One { data }).into_response())
}
