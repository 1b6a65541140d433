//! `PATCH /api/v2/users/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_db::users::User;
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value};

use super::answer::Written;
use super::create::write_failure;
use super::draft::{ChosenPassword, Draft};
use super::reach::{is_own, is_reached, may_change, may_write_users};
use super::{answer, giving, rules};
use crate::http::context::{CallContext, SignedIn, new_session};
use crate::http::failure::{db_failure, password_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;

/// Changes the keys that are sent. About himself a user changes his profile only; what else he sends
/// is dropped.
#[utoipa::path(
    patch,
    path = "/api/v2/users/{id}",
    operation_id = "users.update",
    tag = "users",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.update", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Written>, ApiError> {
    let found = super::find(&mut call, &id).await?;
    let itself = is_own(&call, &found);
    if !itself && !may_change(&call, &found) {
        return Err(ApiError::Forbidden);
    }
    let data = params.object("data")?;
    if data.contains_key("disabled") && !may_write_users(&call) {
        return Err(ApiError::Forbidden);
    }
    let before = Draft::of(&found.attributes);
    let mut draft = before.clone();
    if itself {
        draft.change_oneself(data, &call.tenant, call.now);
    } else {
        draft.change(data, &call.tenant, call.now);
        giving::check(&call, Some(&before), &draft)?;
    }
    judge(&mut call, &found, (&before, &draft), data).await?;
    let password = draft.password.take();
    let has_password = password.is_some();
    let changed = User {
        attributes: draft.into_attributes()?,
        ..found
    };
    if !itself && !is_reached(&call, &changed.attributes) {
        return Err(ApiError::Forbidden);
    }
    let has_other_address = before.email != changed.attributes.email;
    store(&mut call, &changed, itself, password).await?;
    if has_password || has_other_address {
        // A letter that is under way must not undo it.
        let mut links = call.tx.password_resets();
        let ended = links.delete_of_user(changed.id).await;
        ended.map_err(db_failure)?;
    }
    let stored = call.tx.users().find(changed.id).await.map_err(db_failure)?;
    let answer = answer::written(&stored.unwrap_or(changed), &mut call.tx, &call.tenant).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(answer)
}

async fn judge(
    call: &mut CallContext,
    found: &User,
    (before, draft): (&Draft, &Draft),
    data: &Map<String, Value>,
) -> Result<(), ApiError> {
    let tenant = &call.tenant;
    let mut mistakes = rules::mistakes(draft, tenant);
    mistakes.forgive(&rules::mistakes(before, tenant));
    let code_of_conduct = data.get("code_of_conduct_id");
    rules::judge_code_of_conduct(code_of_conduct, tenant, &mut mistakes);
    rules::judge_uniqueness(draft, Some(found.id), &mut call.tx, &mut mistakes).await?;
    rules::judge_limit(draft, Some(before), &mut call.tx, tenant, &mut mistakes).await?;
    mistakes.refuse()
}

/// Stores the account and the password. Whoever is disabled is signed out at once, and whose
/// password changes too, except where he changes it himself.
async fn store(
    call: &mut CallContext,
    changed: &User,
    itself: bool,
    password: Option<ChosenPassword>,
) -> Result<(), ApiError> {
    let by = call.user.changes(call.now);
    if !itself {
        // No role or group goes while it is given.
        locked(&mut call.tx, &call.tenant).await?;
    }
    let mut users = call.tx.users();
    users.update(changed, by).await.map_err(write_failure)?;
    let has_password = password.is_some();
    if let Some(chosen) = password {
        let hash = call.passwords.hash(chosen.password).await;
        let hash = hash.map_err(password_failure)?;
        let stored = users.replace_password(changed.id, &hash, by).await;
        stored.map_err(db_failure)?;
    }
    if changed.attributes.disabled || has_password {
        let mut sessions = call.tx.sessions();
        sessions
            .delete_of_user(changed.id)
            .await
            .map_err(db_failure)?;
        if let Some(token) = call.session.as_ref().filter(|_| itself) {
            let session = new_session(token, changed.id, call.now);
            sessions.insert(&session).await.map_err(db_failure)?;
        }
    }
    Ok(())
}
