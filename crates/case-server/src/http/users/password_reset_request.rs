//! `POST /api/v2/users/password-reset-request`: always the same answer, so that it does not tell
//! which addresses are known.

use axum::Json;
use primero_http_kit::{ApiError, One, Params};
use serde::Serialize;
use serde_json::Value;

use crate::http::context::Anyone;
use crate::http::openapi::Errors;

#[derive(Debug, Serialize)]
pub(super) struct Submitted {
    message: &'static str,
}

/// Takes the request. Nothing is sent: a tenant has no mail yet, and administrators mint sign-in
/// links instead.
#[utoipa::path(
    post,
    path = "/api/v2/users/password-reset-request",
    operation_id = "users.password_reset_request",
    tag = "users",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.password_reset_request", skip_all)]
pub(super) async fn handler(
    mut anyone: Anyone,
    params: Params,
) -> Result<Json<One<Submitted>>, ApiError> {
    let email = params
        .object("user")?
        .get("email")
        .and_then(Value::as_str)
        .unwrap_or_default();
    anyone.count_reset_request(&email.trim().to_lowercase())?;
    anyone.require_csrf()?;
    Ok(Json(One {
        data: Submitted {
            message: "user.password_reset.request_submitted",
        },
    }))
}
