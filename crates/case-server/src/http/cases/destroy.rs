//! `DELETE /api/v2/cases/:id`: disables a case; nothing is ever removed.

use axum::Json;
use axum::extract::Path;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;

/// Disables a case.
#[utoipa::path(
    delete,
    path = "/api/v2/cases/{id}",
    operation_id = "cases.destroy",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.destroy", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Value>>, ApiError> {
    endpoints::destroy(call, (RecordType::Case, &id)).await
}
