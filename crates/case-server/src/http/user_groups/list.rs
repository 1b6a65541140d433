//! `GET /api/v2/user_groups`: all of them, paged only when a page is asked for.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{List, Page, Params};

use super::wire::user_group;
use crate::http::context::{Authorized, CallContext};
use crate::http::list_params::{is_wanted_state, list_on_request};
use crate::http::openapi::Errors;
use crate::http::rights::IndexUserGroups;

/// The user groups.
#[utoipa::path(
    get,
    path = "/api/v2/user_groups",
    operation_id = "user_groups.list",
    tag = "user_groups",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.list", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<IndexUserGroups>,
    params: Params,
) -> Response {
    let groups = tenant.user_groups().iter();
    let wanted = groups.filter(|stored| is_wanted_state(&params, stored.value.disabled));
    let page = Page::of(&params, 20, Page::MOST);
    let list: List<_> = list_on_request(wanted.map(user_group).collect(), page, &params);
    Json(list).into_response()
}
