//! `POST /api/v2/cases`.

use axum::response::Response;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, Params};

use crate::http::context::Authorized;
use crate::http::openapi::Errors;
use crate::http::records::endpoints;
use crate::http::rights::CreateCase;

/// Registers a case. A client that made the id itself, offline, gets no body.
#[utoipa::path(
    post,
    path = "/api/v2/cases",
    operation_id = "cases.create",
    tag = "cases",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<CreateCase>,
    params: Params,
) -> Result<Response, ApiError> {
    endpoints::create(call, &params, RecordType::Case).await
}
