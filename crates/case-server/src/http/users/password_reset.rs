//! `POST /api/v2/users/password-reset`: a new password by the link of a letter.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::users::UserId;
use primero_http_kit::{ApiError, Params};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::http::session_cookies;
use crate::security::password;
use crate::security::reset_token::ResetToken;

#[derive(Debug, Serialize)]
struct Reset {
    message: &'static str,
    id: UserId,
    user_name: String,
}

/// Public; whoever has the link may use it, once. It signs the user in.
#[utoipa::path(
    post,
    path = "/api/v2/users/password-reset",
    operation_id = "users.password_reset",
    tag = "users",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.password_reset", skip_all)]
pub(super) async fn handler(mut anyone: Anyone, params: Params) -> Result<Response, ApiError> {
    anyone.count_reset()?;
    anyone.accept_write().await?;
    let sent = params.object("user")?;
    let token = ResetToken::parse(text(sent, TOKEN)).ok_or_else(|| wrong(TOKEN))?;
    let user = anyone.user_of_link(&token).await?;
    let user = user.ok_or_else(|| wrong(TOKEN))?;
    let chosen = text(sent, PASSWORD);
    password::fits(chosen).map_err(|_| wrong(PASSWORD))?;
    if text(sent, CONFIRMATION) != chosen {
        return Err(wrong(CONFIRMATION));
    }
    let session = anyone
        .reset_password(&user, &token, chosen.to_owned())
        .await?;
    let session = session.ok_or_else(|| wrong(TOKEN))?;
    let body = Reset {
        message: "user.password_reset.success",
        id: user.id,
        user_name: user.attributes.user_name.to_string(),
    };
    let mut response = Json(body).into_response();
    session_cookies::give_session(&anyone, &session, &mut response);
    Ok(response)
}

const TOKEN: &str = "reset_password_token";
const PASSWORD: &str = "password";
const CONFIRMATION: &str = "password_confirmation";

fn text<'a>(sent: &'a Map<String, Value>, key: &str) -> &'a str {
    sent.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The one shape of these mistakes: a text that ends in what is wrong.
fn wrong(what: &str) -> ApiError {
    ApiError::Unprocessable(format!("user.password_reset.errors.{what}"))
}
