//! `GET /api/v2/primero_modules/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// One module by its number.
#[utoipa::path(
    get,
    path = "/api/v2/primero_modules/{id}",
    operation_id = "primero_modules.show",
    tag = "primero_modules",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.primero_modules.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<WriteMetadata>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = super::find(&tenant, &id)?;
    let data = wire::module(stored, &tenant);
    Ok(Json(One { data }).into_response())
}
