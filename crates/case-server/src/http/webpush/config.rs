//! `GET /api/v2/webpush/config`.

use axum::Json;
use primero_http_kit::One;
use serde::Serialize;

use crate::http::context::SignedIn;

#[derive(Debug, Serialize)]
pub(super) struct WebpushConfig {
    enabled: bool,
}

/// Says that there are no notifications.
#[tracing::instrument(name = "http.webpush.config", skip_all)]
pub(super) async fn handler(_: SignedIn) -> Json<One<WebpushConfig>> {
    Json(One {
        data: WebpushConfig { enabled: false },
    })
}
