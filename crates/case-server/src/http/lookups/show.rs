//! `GET /api/v2/lookups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::ReadMetadata;

/// One lookup by its number.
#[utoipa::path(
    get,
    path = "/api/v2/lookups/{id}",
    operation_id = "lookups.show",
    tag = "lookups",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.lookups.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<ReadMetadata>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = super::find(&tenant, &id)?;
    Ok(Json(One {
        data: wire::lookup(stored, tenant.locales()),
    })
    .into_response())
}
