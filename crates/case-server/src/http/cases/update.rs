//! `PATCH /api/v2/cases/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;

/// Changes the keys that are sent, as an update or as the action that `record_action` names. The
/// record is looked up before the right to change it is asked for.
#[utoipa::path(
    patch,
    path = "/api/v2/cases/{id}",
    operation_id = "cases.update",
    tag = "cases",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.update", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    endpoints::update(call, (RecordType::Case, &id), &params).await
}
