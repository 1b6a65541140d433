//! `GET /api/v2/traces/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_model::access::Opened;
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use super::{request_of, wire};
use crate::http::context::Authorized;
use crate::http::failure::refusal;
use crate::http::openapi::Errors;
use crate::http::rights::{IndexTracingRequests, ReadRecord};

/// One trace.
#[utoipa::path(
    get,
    path = "/api/v2/traces/{id}",
    operation_id = "traces.show",
    tag = "traces",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.traces.show", skip_all, fields(trace.id = %id))]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<IndexTracingRequests>,
    Path(id): Path<String>,
) -> Result<Json<One<Value>>, ApiError> {
    let (request, trace) = request_of(&mut call, &id).await?;
    let opened = Opened::<ReadRecord>::by(&call.actor, request).map_err(refusal)?;
    let data = wire::find(opened.record(), trace).unwrap_or_default();
    Ok(Json(One { data }))
}
