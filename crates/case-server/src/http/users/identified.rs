//! `GET /api/v2/users/identified`: users whom a record can be about.

use axum::Json;
use primero_case_db::search::{Direction, UserOrder, UserQuery};
use primero_case_db::users::User;
use primero_http_kit::{ApiError, List, Page, Params};
use primero_templates::configuration::UserCategory;
use serde_json::{Map, Value, json};

use super::wire;
use crate::http::context::Authorized;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::IndexIdentified;

/// The verified users of roles for people whom records are about; all of them unless a page is
/// asked for.
#[utoipa::path(
    get,
    path = "/api/v2/users/identified",
    operation_id = "users.identified",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.identified", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<IndexIdentified>,
    params: Params,
) -> Result<Json<List<Map<String, Value>>>, ApiError> {
    let roles = call.tenant.roles().iter().map(|stored| &stored.value);
    let identified = roles.filter(|role| role.user_category == Some(UserCategory::Identified));
    let query = UserQuery {
        disabled: Some(false),
        unverified: Some(false),
        roles: Some(
            identified
                .filter_map(|role| role.unique_id.parse().ok())
                .collect(),
        ),
        text: params
            .text("query")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        ..UserQuery::default()
    };
    let page = Page::of(&params, 20, Page::MOST);
    let cut = if Page::is_asked(&params) {
        page
    } else {
        Page::everything()
    };
    let order = (UserOrder::UserName, Direction::Ascending);
    let found = call
        .tx
        .search()
        .users(&query, order, cut.page, cut.per)
        .await;
    let found = found.map_err(db_failure)?;
    let data = found.users.iter().map(written).collect();
    Ok(Json(List::new(data, found.total, page)))
}

fn written(user: &User) -> Map<String, Value> {
    let own = &user.attributes;
    let object = Map::from_iter([
        ("user_name".to_owned(), json!(own.user_name)),
        ("full_name".to_owned(), json!(own.full_name)),
        ("email".to_owned(), json!(own.email)),
    ]);
    wire::without_nulls(object)
}
