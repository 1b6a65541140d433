//! `PUT /api/app/v1/password`: the signed-in user chooses a password.

use axum::http::StatusCode;
use primero_http_kit::{ApiError, Params};

use crate::http::context::{CallContext, SignedIn, new_session};
use crate::http::failure::{db_failure, password_failure};
use crate::http::openapi::Errors;
use crate::security::password::{self, Unfit};

/// The first password needs a session only; a later one the password before. The user's other
/// sessions end.
#[utoipa::path(
    put,
    path = "/api/app/v1/password",
    operation_id = "app.password",
    tag = "app",
    request_body = Value,
    responses((status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.app.password", skip_all)]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<StatusCode, ApiError> {
    let CallContext {
        user,
        mut tx,
        now,
        session,
        passwords,
        ..
    } = call;
    let chosen = params.text("password").unwrap_or_default().to_owned();
    password::fits(&chosen).map_err(|unfit| ApiError::invalid_field("password", message(unfit)))?;
    if let Some(hash) = user.password_hash.clone() {
        let current = params
            .text("current_password")
            .unwrap_or_default()
            .to_owned();
        if !passwords
            .verify(current, Some(hash))
            .await
            .map_err(password_failure)?
        {
            let rule = "errors.models.user.current_password";
            return Err(ApiError::invalid_field("current_password", rule));
        }
    }
    let hash = passwords.hash(chosen).await.map_err(password_failure)?;
    tx.users()
        .set_password(user.id, &hash, now)
        .await
        .map_err(db_failure)?;
    tx.sessions()
        .delete_of_user(user.id)
        .await
        .map_err(db_failure)?;
    if let Some(token) = session {
        tx.sessions()
            .insert(&new_session(&token, user.id, now))
            .await
            .map_err(db_failure)?;
    }
    tx.commit().await.map_err(db_failure)?;
    Ok(StatusCode::NO_CONTENT)
}

const fn message(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::TooShort => "errors.models.user.password_too_short",
        Unfit::TooLong => "errors.models.user.password_too_long",
    }
}
