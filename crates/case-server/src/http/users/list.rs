//! `GET /api/v2/users`.

use axum::Json;
use primero_case_db::search::UserQuery;
use primero_case_db::users::User;
use primero_http_kit::{ApiError, ListMetadata, Page, Params};
use serde::Serialize;
use serde_json::{Map, Value};

use super::reach::visible;
use super::{answer, list_query, shown};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::IndexUsers;

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
    total_enabled: i64,
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
    let query = list_query::query(params.all(), &call.tenant);
    let query = UserQuery {
        visible: Some(visible(&call)),
        ..query
    };
    page(&mut call, query, &params).await.map(Json)
}

/// A page of the users whom a query finds.
pub(super) async fn page(
    call: &mut CallContext,
    query: UserQuery,
    params: &Params,
) -> Result<Users, ApiError> {
    let page = Page::of(params, 20, Page::MOST);
    let order = list_query::order(params.all());
    let found = call
        .tx
        .search()
        .users(&query, order, page.page, page.per)
        .await;
    let found = found.map_err(db_failure)?;
    let users: Vec<&User> = found.users.iter().collect();
    Ok(Users {
        data: shown::users(call, &users, shown::Asked::by(params)).await?,
        metadata: Metadata {
            page: ListMetadata {
                total: found.total,
                per: page.per,
                page: page.page,
            },
            total_enabled: answer::total_enabled(&mut call.tx, &call.tenant).await?,
        },
    })
}
