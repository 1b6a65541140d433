//! `/api/v2/webpush/subscriptions`.

use primero_http_kit::ApiError;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;

/// Nobody subscribes while notifications are off.
#[utoipa::path(
    get,
    path = "/api/v2/webpush/subscriptions",
    operation_id = "webpush.subscriptions",
    tag = "webpush",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.subscriptions", skip_all)]
pub(super) async fn handler(_: SignedIn) -> ApiError {
    ApiError::NotFound("Errors::WebpushNotEnabled".to_owned())
}
