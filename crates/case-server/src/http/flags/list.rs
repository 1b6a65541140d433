//! `GET /api/v2/:records/:id/flags`.

use axum::Json;
use primero_case_model::flag::Flag;
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use super::wire;
use crate::http::below_record::RecordPath;
use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::rights::FlagRecord;

/// The flags of a record, resolved ones too.
#[utoipa::path(
    get,
    path = "/api/v2/{records}/{id}/flags",
    operation_id = "flags.list",
    tag = "flags",
    params(("records" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.flags.list", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let opened = path.open::<FlagRecord>(&mut call).await?;
    let record = opened.record();
    let data = Flag::all(record)
        .iter()
        .map(|flag| wire::flag(&call, record, flag).into())
        .collect();
    Ok(Json(One { data }))
}
