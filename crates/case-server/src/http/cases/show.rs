//! `GET /api/v2/cases/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use crate::http::context::Authorized;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;
use crate::http::rights::IndexCases;

/// One case.
#[utoipa::path(
    get,
    path = "/api/v2/cases/{id}",
    operation_id = "cases.show",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.show", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<IndexCases>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    endpoints::show(call, (RecordType::Case, &id), &params).await
}
