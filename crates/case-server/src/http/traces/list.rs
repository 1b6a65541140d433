//! `GET /api/v2/cases/:id/traces` and `GET /api/v2/tracing_requests/:id/traces`.

use axum::Json;
use axum::extract::Path;
use primero_case_model::RecordType;
use primero_case_model::access::Opened;
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use super::wire;
use crate::http::context::SignedIn;
use crate::http::failure::{db_failure, refusal};
use crate::http::openapi::Errors;
use crate::http::records::incidents::readable_case;
use crate::http::records::{missing, record_id};
use crate::http::rights::ReadRecord;

/// The traces that were matched with a case.
#[utoipa::path(
    get,
    path = "/api/v2/cases/{id}/traces",
    operation_id = "cases.traces",
    tag = "traces",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.traces", skip_all, fields(case.id = %id))]
pub(super) async fn of_case(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let case = readable_case(&mut call, &id).await?;
    let requests = call.tx.records().requests_matched(case.id()).await;
    let requests = requests.map_err(db_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    let case = case.id().to_string();
    let data = requests.iter().flat_map(|request| {
        let rows = wire::rows(request);
        let own = rows.filter(|row| row.get(wire::MATCHED).and_then(Value::as_str) == Some(&case));
        own.map(|row| wire::one(request, row))
    });
    Ok(Json(One {
        data: data.collect(),
    }))
}

/// The traces of a tracing request.
#[utoipa::path(
    get,
    path = "/api/v2/tracing_requests/{id}/traces",
    operation_id = "tracing_requests.traces",
    tag = "traces",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.tracing_requests.traces", skip_all, fields(record.id = %id))]
pub(super) async fn of_request(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    const KIND: RecordType = RecordType::TracingRequest;
    let missing = || missing(KIND, &id);
    let number = record_id(&id).ok_or_else(missing)?;
    let found = call.tx.records().find(KIND, number).await;
    let found = found.map_err(db_failure)?.ok_or_else(missing)?;
    let opened = Opened::<ReadRecord>::by(&call.actor, found).map_err(refusal)?;
    call.tx.commit().await.map_err(db_failure)?;
    let request = opened.record();
    let data = wire::rows(request).map(|row| wire::one(request, row));
    Ok(Json(One {
        data: data.collect(),
    }))
}
