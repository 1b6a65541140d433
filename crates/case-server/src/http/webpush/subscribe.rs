//! `POST /api/v2/webpush/subscriptions`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::webpush::BrowserKeys;
use primero_http_kit::{ApiError, FieldError, One, Params};
use serde_json::{Map, Value};

use super::{require_on, wire};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// The most bytes of an address or a key.
const LONGEST: usize = 2048;

/// Subscribes the caller's browser; one that is subscribed already gets its keys renewed.
#[utoipa::path(
    post,
    path = "/api/v2/webpush/subscriptions",
    operation_id = "webpush.subscribe",
    tag = "webpush",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.subscribe", skip_all)]
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
    let keys = keys(params.object("data")?)?;
    let stored = tx.webpush().subscribe(user.id, keys, now).await;
    let stored = stored.map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = wire::subscription(&stored);
    Ok(Json(One { data }).into_response())
}

/// What the browser sent; all of it is needed.
fn keys(data: &Map<String, Value>) -> Result<BrowserKeys<'_>, ApiError> {
    let sent = ["notification_url", "auth", "p256dh"].map(|name| {
        let text = data.get(name).and_then(Value::as_str).unwrap_or_default();
        (name, text)
    });
    let mistakes: Vec<FieldError> = sent
        .iter()
        .filter(|(_, text)| text.trim().is_empty() || text.len() > LONGEST)
        .map(|(name, _)| {
            let rule = format!("errors.models.webpush_subscription.{name}_presence");
            FieldError::new(*name, rule)
        })
        .collect();
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let [(_, notification_url), (_, auth), (_, p256dh)] = sent;
    Ok(BrowserKeys {
        notification_url,
        auth,
        p256dh,
    })
}
