//! `GET /api/v2/:records/:id/record_history`.

use axum::Json;
use primero_case_model::history::steps;
use primero_case_model::{Event, Record, Revision};
use primero_http_kit::{ApiError, List, Page, Params};
use serde_json::Value;

use super::wire::Wire;
use crate::http::below_record::RecordPath;
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::ReadHistory;

/// What happened to a record, newest first, as far as the caller may see it.
#[utoipa::path(
    get,
    path = "/api/v2/{records}/{id}/record_history",
    operation_id = "record_history.list",
    tag = "record_history",
    params(("records" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.record_history.list", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    let opened = path.open::<ReadHistory>(&mut call).await?;
    let record = opened.record();
    let events = events(&mut call, record).await?;
    let steps = steps((record.record_type(), record.id()), &events);
    let steps = steps.map_err(ApiError::internal)?;
    let wire = Wire::new(&call, record, &params);
    let rows = steps.iter().rev().filter_map(|step| wire.row(step));
    let page = Page::of(&params, 20, Page::MOST);
    Ok(Json(List::cut(rows.collect(), page)))
}

/// Every event of the record: what a step changed is known only after those before it.
async fn events(call: &mut CallContext, record: &Record) -> Result<Vec<Event>, ApiError> {
    let number = i64::try_from(record.revision().number()).unwrap_or(i64::MAX);
    let found = call
        .tx
        .events()
        .of_record(record.id(), Revision::NONE, number)
        .await;
    let found = found.map_err(db_failure)?;
    Ok(found.into_iter().map(|stored| stored.event).collect())
}
