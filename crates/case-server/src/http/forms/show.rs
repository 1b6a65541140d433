//! `GET /api/v2/forms/:id`.

use axum::Json;
use axum::extract::Path;
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::ReadMetadata;

/// One section by its number.
#[utoipa::path(
    get,
    path = "/api/v2/forms/{id}",
    operation_id = "forms.show",
    tag = "forms",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<ReadMetadata>,
    Path(id): Path<String>,
) -> Result<Json<One<Value>>, ApiError> {
    let stored = super::find(&tenant, &id)?;
    Ok(Json(One {
        data: wire::form(stored, &tenant),
    }))
}
