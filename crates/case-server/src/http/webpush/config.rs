//! `GET /api/v2/webpush/config`.

use axum::Json;
use primero_http_kit::One;
use serde::Serialize;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;

#[derive(Debug, Serialize)]
pub(super) struct WebpushConfig {
    enabled: bool,
}

/// Says that there are no notifications.
#[utoipa::path(
    get,
    path = "/api/v2/webpush/config",
    operation_id = "webpush.config",
    tag = "webpush",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.config", skip_all)]
pub(super) async fn handler(_: SignedIn) -> Json<One<WebpushConfig>> {
    Json(One {
        data: WebpushConfig { enabled: false },
    })
}
