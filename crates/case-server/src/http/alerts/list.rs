//! `GET /api/v2/:records/:id/alerts`.

use axum::Json;
use primero_case_model::alert::Alert;
use primero_http_kit::{ApiError, One};
use serde_json::{Value, json};

use crate::http::below_record::RecordPath;
use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRecord;

/// The alerts of a record.
#[utoipa::path(
    get,
    path = "/api/v2/{records}/{id}/alerts",
    operation_id = "alerts.list",
    tag = "alerts",
    params(("records" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.alerts.list", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let opened = path.open::<ReadRecord>(&mut call).await?;
    let alerts = Alert::all(opened.record()).into_iter().map(|alert| {
        json!({
            "alert_for": alert.alert_for,
            "type": alert.kind,
            "date": alert.date,
            "form_unique_id": alert.form_unique_id,
            "unique_id": alert.unique_id,
        })
    });
    Ok(Json(One {
        data: alerts.collect(),
    }))
}
