//! `POST /api/app/v1/bootstrap-sessions`: turns a single-use link into a session.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, Params};
use serde::Serialize;

use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::http::session_cookies;
use crate::http::tokens::SignedInUser;
use crate::http::users::must_set_password;

#[derive(Debug, Serialize)]
struct Bootstrapped {
    #[serde(flatten)]
    user: SignedInUser,
    must_set_password: bool,
}

/// Needs no CSRF token: whoever holds the link may use it, and no cookie vouches for the request.
#[utoipa::path(
    post,
    path = "/api/app/v1/bootstrap-sessions",
    operation_id = "app.bootstrap_sessions",
    tag = "app",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.app.bootstrap_sessions", skip_all)]
pub(super) async fn handler(anyone: Anyone, params: Params) -> Result<Response, ApiError> {
    let token = params.text("token").ok_or_else(|| missing("token"))?;
    let tenant = anyone.tenant().await?;
    let (user, session) = anyone.redeem(token).await?;
    let body = Bootstrapped {
        must_set_password: must_set_password(&user),
        user: SignedInUser::of(&user, &tenant)?,
    };
    let mut response = Json(body).into_response();
    session_cookies::give_session(&anyone, &session, &mut response);
    Ok(response)
}

fn missing(name: &str) -> ApiError {
    ApiError::Unprocessable(format!(
        "param is missing or the value is empty or invalid: {name}"
    ))
}
