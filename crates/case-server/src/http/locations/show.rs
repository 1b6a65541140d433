//! `GET /api/v2/locations/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// One place by its number.
#[utoipa::path(
    get,
    path = "/api/v2/locations/{id}",
    operation_id = "locations.show",
    tag = "locations",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<WriteMetadata>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let place = super::find(&tenant, &id)?;
    Ok(Json(One {
        data: wire::with_hierarchy(tenant.locations(), place),
    })
    .into_response())
}
