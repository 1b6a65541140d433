//! `GET /api/v2/user_groups`: all of them, paged only when a page is asked for.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::{Permission, RequiredPermission as _};
use primero_http_kit::{ApiError, Page, Params};
use primero_templates::configuration::{Limit, UserGroup};
use serde_json::Value;

use super::wire::user_group;
use crate::http::context::{CallContext, SignedIn};
use crate::http::list_params::{is_wanted_state, list_on_request};
use crate::http::openapi::Errors;
use crate::http::rights::ReadUserGroup;
use crate::tenant::Stored;

/// The user groups, for those who may read them or whose insights are about all records.
#[utoipa::path(
    get,
    path = "/api/v2/user_groups",
    operation_id = "user_groups.list",
    tag = "user_groups",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.list", skip_all)]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Response, ApiError> {
    let mut rights = ReadUserGroup::ANY_OF.iter();
    let reads = rights.any(|right: &Permission| call.may(*right));
    if !reads && !reports_on_all(&call) {
        return Err(ApiError::Forbidden);
    }
    let is_managed = |group: &UserGroup| super::is_managed(&call.actor, group);
    let mut groups: Vec<&Stored<UserGroup>> = call
        .tenant
        .user_groups()
        .iter()
        .filter(|stored| is_wanted(&stored.value, &params))
        .filter(|stored| !params.is_true("managed") || is_managed(&stored.value))
        .collect();
    sort(&mut groups, &params);
    let page = Page::of(&params, 20, Page::MOST);
    let written = groups.into_iter().map(user_group).collect();
    Ok(Json(list_on_request(written, page, &params)).into_response())
}

/// Whether the insights of the caller's role are about all records.
fn reports_on_all(call: &CallContext) -> bool {
    let role = call.tenant.role(call.actor.role.as_str());
    let limit = role.and_then(|role| role.value.permissions.objects.get("managed_report"));
    matches!(limit, Some(Limit::Scope { scope }) if scope == "all")
}

fn is_wanted(group: &UserGroup, params: &Params) -> bool {
    let agencies = params.list("agency_unique_ids");
    let is_of = |id: &Value| group.agency_unique_ids.iter().any(|own| id == own.as_str());
    is_wanted_state(params, group.disabled)
        && (agencies.is_empty() || agencies.into_iter().any(is_of))
}

fn sort(groups: &mut [&Stored<UserGroup>], params: &Params) {
    match params.text("order_by") {
        Some("name") => groups.sort_by_key(|group| group.value.name.to_lowercase()),
        Some("description") => groups.sort_by_key(|group| group.value.description.to_lowercase()),
        Some("id") => groups.sort_by_key(|group| group.id),
        Some(_) | None => {}
    }
    if params.text("order") == Some("desc") {
        groups.reverse();
    }
}
