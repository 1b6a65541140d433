//! `GET /api/v2/webpush/config`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::One;
use serde::Serialize;
use serde_json::Value;

use super::is_on;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;

/// What a browser needs to ask for notifications. Where there are any, every key is there.
#[derive(Debug, Serialize)]
struct WebpushConfig<'a> {
    enabled: bool,
    #[serde(flatten)]
    options: Option<Options<'a>>,
}

#[derive(Debug, Serialize)]
struct Options<'a> {
    pause_after: Option<&'a Value>,
    vapid_public: Option<&'a Value>,
}

/// The keys are those of the tenant's settings.
#[utoipa::path(
    get,
    path = "/api/v2/webpush/config",
    operation_id = "webpush.config",
    tag = "webpush",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.config", skip_all)]
pub(super) async fn handler(SignedIn(CallContext { tenant, .. }): SignedIn) -> Response {
    let enabled = is_on(&tenant);
    let data = WebpushConfig {
        enabled,
        options: enabled.then(|| Options {
            pause_after: tenant.setting("webpush_pause_after"),
            vapid_public: tenant.setting("webpush_vapid_public"),
        }),
    };
    Json(One { data }).into_response()
}
