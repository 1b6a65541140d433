//! `POST /api/v2/users/update_bulk`: disabling and enabling many users at once.

use axum::Json;
use primero_case_db::search::UserQuery;
use primero_case_db::users::{User, UserId};
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::list::{self, Users};
use super::reach::{is_own, visible};
use super::{list_query, rules};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::DisableUsers;

/// The most users that one request changes.
const MOST: u32 = 1000;

/// Changes `disabled` of the named users, or of those whom the filters find. Users whom the caller
/// does not reach, and the caller himself, stay as they are. Answers with the list after it.
#[utoipa::path(
    post,
    path = "/api/v2/users/update_bulk",
    operation_id = "users.update_bulk",
    tag = "users",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.update_bulk", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<DisableUsers>,
    params: Params,
) -> Result<Json<Users>, ApiError> {
    let data = params.object("data")?;
    let Some(disabled) = data.get("disabled").and_then(Value::as_bool) else {
        let missing = "param is missing or the value is empty or invalid: disabled";
        return Err(ApiError::Unprocessable(missing.to_owned()));
    };
    let chosen = chosen(&mut call, data).await?;
    for user in chosen {
        change(&mut call, user, disabled).await?;
    }
    let list = shown_after(&call, data);
    let answer = list::page(&mut call, list, &params).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(answer))
}

/// The users that are meant: by their numbers, or else by the filters of a list.
async fn chosen(call: &mut CallContext, data: &Map<String, Value>) -> Result<Vec<User>, ApiError> {
    let query = match ids(data) {
        Some(ids) => UserQuery {
            ids: Some(ids),
            ..UserQuery::default()
        },
        None => filters(call, data),
    };
    let query = UserQuery {
        visible: Some(visible(call)),
        ..query
    };
    let order = list_query::order(&Map::new());
    let found = call.tx.search().users(&query, order, 1, MOST).await;
    let found = found.map_err(db_failure)?;
    if found.total > u64::from(MOST) {
        let problem = format!("at most {MOST} users can be changed at once");
        return Err(ApiError::Unprocessable(problem));
    }
    let mut users = found.users;
    users.retain(|user| !is_own(call, user));
    Ok(users)
}

/// The numbers that are sent; an empty list names nobody.
fn ids(data: &Map<String, Value>) -> Option<Vec<UserId>> {
    let sent = data.get("ids")?.as_array()?;
    let numbers = sent
        .iter()
        .filter_map(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()));
    Some(
        numbers
            .filter_map(|id| i32::try_from(id).ok())
            .map(UserId)
            .collect(),
    )
}

/// `disabled` says what users are to become, so it is no filter here, except inside `filters`.
fn filters(call: &CallContext, data: &Map<String, Value>) -> UserQuery {
    let query = match data.get("filters") {
        Some(Value::Object(filters)) => list_query::query(filters, &call.tenant),
        _ => UserQuery {
            disabled: None,
            ..list_query::query(data, &call.tenant)
        },
    };
    UserQuery {
        visible: None,
        ..query
    }
}

/// The list that the client shows again: its users may not be in it any more.
fn shown_after(call: &CallContext, data: &Map<String, Value>) -> UserQuery {
    UserQuery {
        ids: ids(data),
        visible: Some(visible(call)),
        ..filters(call, data)
    }
}

async fn change(call: &mut CallContext, user: User, disabled: bool) -> Result<(), ApiError> {
    let before = Draft::of(&user.attributes);
    let mut changed = user;
    changed.attributes.disabled = disabled;
    let draft = Draft::of(&changed.attributes);
    let mut mistakes = rules::Mistakes::default();
    rules::judge_limit(
        &draft,
        Some(&before),
        &mut call.tx,
        &call.tenant,
        &mut mistakes,
    )
    .await?;
    mistakes.refuse()?;
    let by = call.user.changes(call.now);
    call.tx
        .users()
        .update(&changed, by)
        .await
        .map_err(db_failure)?;
    if disabled {
        let ended = call.tx.sessions().delete_of_user(changed.id).await;
        ended.map_err(db_failure)?;
    }
    Ok(())
}
