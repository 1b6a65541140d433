//! `POST /api/v2/users/password-reset-request` and `POST /api/v2/users/:id/password-reset-request`.

use axum::Json;
use axum::extract::Path;
use primero_http_kit::{ApiError, One, Params};
use serde::Serialize;
use serde_json::Value;

use super::reach::{is_own, may_change};
use crate::http::context::{Anyone, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::jobs::PasswordReset;

/// What everybody is told, whether there is such a user or not.
#[derive(Debug, Serialize)]
pub(super) struct Submitted {
    message: &'static str,
}

const SUBMITTED: One<Submitted> = One {
    data: Submitted {
        message: "user.password_reset.request_submitted",
    },
};

/// Public. The answer is the same whether there is such a user or not, and takes as long.
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
    let email = email(&params);
    if !email.is_empty() {
        anyone.count_reset_request(&email)?;
    }
    anyone.accept_write().await?;
    if !email.is_empty() {
        anyone.request_reset(&email).await?;
    }
    Ok(Json(SUBMITTED))
}

fn email(params: &Params) -> String {
    let user = params.get("user").and_then(Value::as_object);
    let email = user
        .and_then(|user| user.get("email"))
        .and_then(Value::as_str);
    email.unwrap_or_default().trim().to_lowercase()
}

/// Somebody who manages users has a user sent a link.
#[utoipa::path(
    post,
    path = "/api/v2/users/{id}/password-reset-request",
    operation_id = "users.password_reset_request_of",
    tag = "users",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.password_reset_request_of", skip_all)]
pub(super) async fn of_user(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Submitted>>, ApiError> {
    let user = super::find(&mut call, &id).await?;
    if !is_own(&call, &user) && !may_change(&call, &user) {
        return Err(ApiError::Forbidden);
    }
    if let Some(email) = &user.attributes.email {
        let job = PasswordReset::job(email, call.clock.as_ref());
        call.tx.jobs().add(&job).await.map_err(db_failure)?;
        call.tx.commit().await.map_err(db_failure)?;
    }
    Ok(Json(SUBMITTED))
}
