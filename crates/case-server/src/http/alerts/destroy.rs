//! `DELETE /api/v2/:records/:id/alerts/:alert`.

use axum::http::StatusCode;
use primero_case_model::alert::Alert;
use primero_http_kit::ApiError;

use crate::http::below_record::{RecordPath, authorship, store};
use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::RemoveAlert;

/// Takes an alert off a record.
#[utoipa::path(
    delete,
    path = "/api/v2/{records}/{id}/alerts/{part}",
    operation_id = "alerts.destroy",
    tag = "alerts",
    params(("records" = String, Path), ("id" = String, Path), ("part" = String, Path)),
    responses((status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.alerts.destroy", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
) -> Result<StatusCode, ApiError> {
    let record = path.open_to_change::<RemoveAlert>(&mut call).await?;
    let changes = Alert::replaced(&record, |alert| alert.unique_id != path.part, &[]);
    if changes.is_empty() {
        return Err(not_found("Alert", &path.part));
    }
    let authorship = authorship(&call, Alert::REMOVED);
    store(&mut call, record, changes, authorship).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(StatusCode::NO_CONTENT)
}
