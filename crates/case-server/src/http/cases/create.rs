//! `POST /api/v2/cases`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, One, Params};

use crate::http::context::Authorized;
use crate::http::openapi::Errors;
use crate::http::records::creation;
use crate::http::records::wire::{Selection, Writer};
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
    let (actor, tenant) = (call.actor.clone(), call.tenant.clone());
    let created = creation::create(call, RecordType::Case, params.object("data")?).await?;
    if created.has_client_id {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let writer = Writer::new(&tenant, &actor, Selection::Everything);
    let changed: Vec<String> = created.record.data().keys().cloned().collect();
    let data = writer.changes(&created.record, &changed);
    Ok(Json(One { data }).into_response())
}
