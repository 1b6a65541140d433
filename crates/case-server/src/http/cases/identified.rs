//! `GET /api/v2/cases/identified`: the case that is about the caller.

use axum::Json;
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use crate::http::context::Authorized;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;
use crate::http::rights::IndexCases;

/// The case that is about the caller.
#[utoipa::path(
    get,
    path = "/api/v2/cases/identified",
    operation_id = "cases.identified",
    tag = "cases",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.identified", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<IndexCases>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    endpoints::show_identified(call, &params).await
}
