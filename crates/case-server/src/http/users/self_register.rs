//! `POST /api/v2/users/self-register`: off.

use primero_http_kit::ApiError;

use crate::http::context::Anyone;

/// Nobody registers himself.
#[tracing::instrument(name = "http.users.self_register", skip_all)]
pub(super) async fn handler(mut anyone: Anyone) -> Result<ApiError, ApiError> {
    anyone.require_csrf()?;
    Ok(ApiError::Forbidden)
}
