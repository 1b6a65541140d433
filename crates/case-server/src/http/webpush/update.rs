//! `PATCH /api/v2/webpush/subscriptions/current`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use super::{require_on, wire};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;

/// Stops or resumes the subscription of the browser that sends its address.
#[utoipa::path(
    patch,
    path = "/api/v2/webpush/subscriptions/current",
    operation_id = "webpush.update",
    tag = "webpush",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.update", skip_all)]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    require_on(&tenant)?;
    let data = params.object("data")?;
    let url = data.get("notification_url").and_then(Value::as_str);
    let url = url.unwrap_or_default();
    let disabled = data.get("disabled") == Some(&Value::Bool(true));
    let mut subscriptions = tx.webpush();
    let stored = subscriptions
        .set_disabled(user.id, url, disabled, now)
        .await;
    let stored = stored
        .map_err(db_failure)?
        .ok_or_else(|| not_found("WebpushSubscription", url))?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::subscription(&stored);
    Ok(Json(One { data }).into_response())
}
