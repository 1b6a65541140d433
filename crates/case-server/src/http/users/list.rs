//! `GET /api/v2/users`.

use axum::Json;
use primero_case_db::search::{Direction, UserOrder, UserQuery};
use primero_case_db::users::User;
use primero_http_kit::{ApiError, List, ListMetadata, Page, Params};
use serde::Serialize;
use serde_json::{Map, Value};

use super::show::may_see;
use super::wire;
use crate::http::context::Authorized;
use crate::http::failure::db_failure;
use crate::http::list_params::is_wanted_state;
use crate::http::openapi::Errors;
use crate::http::rights::IndexUsers;

/// More users than a tenant has.
const MOST: u32 = 100_000;

/// A page of users, and how many of all may sign in.
#[derive(Debug, Serialize)]
pub(super) struct Users {
    data: Vec<Map<String, Value>>,
    metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct Metadata {
    #[serde(flatten)]
    page: ListMetadata,
    total_enabled: usize,
}

/// The users whom the caller may see.
#[utoipa::path(
    get,
    path = "/api/v2/users",
    operation_id = "users.list",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.list", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<IndexUsers>,
    params: Params,
) -> Result<Json<Users>, ApiError> {
    let order = (UserOrder::UserName, Direction::Ascending);
    let everybody = UserQuery::default();
    let found = call
        .tx
        .search()
        .users(&everybody, order, 1, MOST)
        .await
        .map_err(db_failure)?;
    let all = found.users;
    let mut seen: Vec<&User> = all.iter().filter(|user| may_see(&call, user)).collect();
    let total_enabled = seen.iter().filter(|user| !user.attributes.disabled).count();
    seen.retain(|user| is_wanted(user, &params));
    sort(&mut seen, &params);
    let page = Page::of(&params, 20, Page::MOST);
    let List { data, metadata } = List::cut(seen, page);
    let data = data
        .into_iter()
        .map(|user| wire::user(user, &call.tenant))
        .collect();
    Ok(Json(Users {
        data,
        metadata: Metadata {
            page: metadata,
            total_enabled,
        },
    }))
}

fn is_wanted(user: &User, params: &Params) -> bool {
    let user = &user.attributes;
    let any_of = |name: &str, value: &str| {
        let wanted = params.list(name);
        wanted.is_empty() || wanted.iter().any(|wanted| wanted.as_str() == Some(value))
    };
    let contains = |query: &str| {
        let query = query.to_lowercase();
        let texts = [Some(user.user_name.as_str()), user.full_name.as_deref()];
        texts
            .into_iter()
            .flatten()
            .any(|text| text.to_lowercase().contains(&query))
    };
    is_wanted_state(params, user.disabled)
        && params.text("query").is_none_or(contains)
        && params.text("user_name").is_none_or(contains)
        && any_of("agency", user.agency.as_ref().map_or("", |id| id.as_str()))
        && any_of("role_id", user.role.as_str())
        && (params.list("user_group_ids").is_empty()
            || user
                .groups
                .iter()
                .any(|group| any_of("user_group_ids", group.as_str())))
}

fn sort(users: &mut [&User], params: &Params) {
    match params.text("order_by") {
        Some("user_name") => {
            users.sort_by(|a, b| a.attributes.user_name.cmp(&b.attributes.user_name));
        }
        Some("full_name" | "name") => users.sort_by_key(|user| {
            user.attributes
                .full_name
                .as_deref()
                .unwrap_or_default()
                .to_lowercase()
        }),
        Some("created_at") => users.sort_by_key(|user| user.created_at),
        Some(_) | None => users.sort_by_key(|user| user.id),
    }
    if params.text("order") == Some("desc") {
        users.reverse();
    }
}
