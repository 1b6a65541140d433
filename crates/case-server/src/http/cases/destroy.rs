//! `DELETE /api/v2/cases/:id`: disables a case; nothing is ever removed.

use axum::Json;
use axum::extract::Path;
use primero_case_model::{RecordAction, RecordType};
use primero_http_kit::{ApiError, One};
use serde_json::{Map, Value, json};

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::records::change;

/// Disables a case.
#[utoipa::path(
    delete,
    path = "/api/v2/cases/{id}",
    operation_id = "cases.destroy",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.destroy", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Value>>, ApiError> {
    let action = Some(RecordAction::EnableDisableRecord);
    let data = Map::from_iter([("record_state".to_owned(), Value::Bool(false))]);
    let changed = change::change(call, (RecordType::Case, &id), action, &data).await?;
    Ok(Json(One {
        data: json!({ "id": changed.record.id() }),
    }))
}
