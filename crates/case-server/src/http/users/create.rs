//! `POST /api/v2/users`.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::DbError;
use primero_case_db::users::{NewUser, UserAttributes, UserId};
use primero_http_kit::{ApiError, Params};
use serde_json::Value;

use super::draft::Draft;
use super::reach::is_reached;
use super::{answer, giving, rules};
use crate::http::context::{Authorized, CallContext};
use crate::http::created::ClientNumber;
use crate::http::failure::{db_failure, password_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::CreateUser;
use crate::jobs::PasswordReset;

/// Adds a user. One without a password gets a link to sign in with.
#[utoipa::path(
    post,
    path = "/api/v2/users",
    operation_id = "users.create",
    tag = "users",
    request_body = Value,
    responses((status = 200, body = Value), (status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.create", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<CreateUser>,
    params: Params,
) -> Result<Response, ApiError> {
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let draft = Draft::new(data, &call.tenant, call.now);
    giving::check(&call, None, &draft)?;
    let mut mistakes = rules::mistakes(&draft, &call.tenant);
    let code_of_conduct = data.get("code_of_conduct_id");
    rules::judge_code_of_conduct(code_of_conduct, &call.tenant, &mut mistakes);
    rules::judge_uniqueness(&draft, None, &mut call.tx, &mut mistakes).await?;
    rules::judge_limit(&draft, None, &mut call.tx, &call.tenant, &mut mistakes).await?;
    mistakes.refuse()?;
    let id = store(&mut call, draft, number.chosen()).await?;
    let stored = call.tx.users().find(id).await.map_err(db_failure)?;
    let stored = stored.ok_or_else(|| ApiError::internal("a user that was added is gone"))?;
    let answer = answer::written(&stored, &mut call.tx, &call.tenant).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(if number.is_sent() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        answer.into_response()
    })
}

async fn store(
    call: &mut CallContext,
    draft: Draft,
    number: Option<i32>,
) -> Result<UserId, ApiError> {
    let password = draft.password.clone();
    let attributes = draft.into_attributes()?;
    if !is_reached(call, &attributes) {
        return Err(ApiError::Forbidden);
    }
    let hash = match password {
        Some(chosen) => {
            let hash = call.passwords.hash(chosen.password).await;
            Some(hash.map_err(password_failure)?)
        }
        None => None,
    };
    let new = NewUser {
        attributes: &attributes,
        password_hash: hash.as_deref(),
        number,
    };
    let by = call.user.changes(call.now);
    // No role or group goes while it is given.
    locked(&mut call.tx, &call.tenant).await?;
    let id = call.tx.users().create(new, by).await;
    let id = id.map_err(write_failure)?;
    if hash.is_none() {
        invite(call, &attributes).await?;
    }
    Ok(id)
}

/// Has a user without a password sent a link to choose one.
async fn invite(call: &mut CallContext, user: &UserAttributes) -> Result<(), ApiError> {
    let wants_mail = user.profile.get("send_mail") != Some(&Value::Bool(false));
    if let Some(email) = user.email.as_ref().filter(|_| wants_mail) {
        let job = PasswordReset::job(email, call.clock.as_ref());
        call.tx.jobs().add(&job).await.map_err(db_failure)?;
    }
    Ok(())
}

/// A name or an address that somebody took meanwhile is invalid, a number that is taken a conflict.
pub(super) fn write_failure(error: DbError) -> ApiError {
    let DbError::Exists { constraint } = &error else {
        return db_failure(error);
    };
    match constraint.as_str() {
        "users_user_name_once" => {
            ApiError::invalid_field("user_name", "errors.models.user.user_name_uniqueness")
        }
        "users_email_once" => {
            ApiError::invalid_field("email", "errors.models.user.email_uniqueness")
        }
        _ => ApiError::DuplicateId,
    }
}
