//! `DELETE /api/v2/tokens`: signs out; also when nobody is signed in.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::ApiError;
use serde_json::json;

use crate::http::context::Anyone;
use crate::http::openapi::Errors;

/// Ends this session; other devices stay signed in.
#[utoipa::path(
    delete,
    path = "/api/v2/tokens",
    operation_id = "tokens.destroy",
    tag = "tokens",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.tokens.destroy", skip_all)]
pub(super) async fn handler(mut anyone: Anyone) -> Result<Response, ApiError> {
    if anyone.session.is_some() {
        anyone.accept_write().await?;
        anyone.sign_out().await?;
    }
    let mut response = Json(json!({})).into_response();
    anyone.cookies().clear_session(response.headers_mut());
    Ok(response)
}
