//! `POST /api/v2/users/self-register`: off.

use primero_http_kit::ApiError;

use crate::http::context::Anyone;
use crate::http::openapi::Errors;

/// Nobody registers himself.
#[utoipa::path(
    post,
    path = "/api/v2/users/self-register",
    operation_id = "users.self_register",
    tag = "users",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.self_register", skip_all)]
pub(super) async fn handler(mut anyone: Anyone) -> Result<ApiError, ApiError> {
    anyone.accept_write().await?;
    Ok(ApiError::Forbidden)
}
