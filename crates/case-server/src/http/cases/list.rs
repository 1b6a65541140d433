//! `GET /api/v2/cases`.

use axum::Json;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, List, Params};
use serde_json::Value;

use crate::http::context::Authorized;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;
use crate::http::rights::IndexCases;

/// A page of the cases in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v2/cases",
    operation_id = "cases.list",
    tag = "cases",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.list", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<IndexCases>,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    endpoints::list(call, &params, RecordType::Case).await
}
