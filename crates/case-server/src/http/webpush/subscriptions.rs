//! `/api/v2/webpush/subscriptions`.

use primero_http_kit::ApiError;

use crate::http::context::SignedIn;

/// Nobody subscribes while notifications are off.
#[tracing::instrument(name = "http.webpush.subscriptions", skip_all)]
pub(super) async fn handler(_: SignedIn) -> ApiError {
    ApiError::NotFound("Errors::WebpushNotEnabled".to_owned())
}
