//! `GET /api/v2/roles`: all of them, paged only when a page is asked for.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_handle_role;
use primero_http_kit::{Page, Params};
use primero_templates::configuration::Role;
use serde_json::{Value, json};

use super::wire::role;
use crate::http::context::{CallContext, SignedIn};
use crate::http::list_params::{is_wanted_state, list_on_request};
use crate::http::openapi::Errors;
use crate::tenant::Stored;

/// The usual length of a page.
const USUAL: u32 = 100;

/// The roles. Everybody reads them: forms of hand-over name them.
#[utoipa::path(
    get,
    path = "/api/v2/roles",
    operation_id = "roles.list",
    tag = "roles",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.list", skip_all)]
pub(super) async fn handler(SignedIn(call): SignedIn, params: Params) -> Response {
    let roles = call.tenant.roles().iter();
    let mut roles: Vec<&Stored<Role>> = roles
        .filter(|stored| is_wanted(&stored.value, &params))
        .filter(|stored| !params.is_true("managed") || is_managed(&call, &stored.value))
        .collect();
    sort(&mut roles, &params);
    let written = roles.into_iter().map(role).collect();
    let page = Page::of(&params, USUAL, u32::MAX);
    Json(list_on_request(written, page, &params)).into_response()
}

fn is_wanted(role: &Role, params: &Params) -> bool {
    let scopes = params.list("group_permission");
    let scope = json!(role.group_permission);
    is_wanted_state(params, role.disabled)
        && (!params.is_true("referral_authorization") || role.referral_authorization)
        && (!params.is_true("external") || role.referral || role.transfer)
        && (scopes.is_empty() || scopes.contains(&&scope))
}

/// Whether the caller's role lets him handle a role.
fn is_managed(call: &CallContext, role: &Role) -> bool {
    let facts = call.tenant.role_facts(&role.unique_id);
    facts.is_some_and(|facts| may_handle_role(&call.actor, facts))
}

fn sort(roles: &mut [&Stored<Role>], params: &Params) {
    match params.text("order_by") {
        Some("name") => roles.sort_by_key(|role| role.value.name.to_lowercase()),
        Some("description") => roles.sort_by_key(|role| role.value.description.to_lowercase()),
        Some("id") => roles.sort_by_key(|role| role.id),
        Some(_) | None => {}
    }
    if params.get("order") == Some(&Value::from("desc")) {
        roles.reverse();
    }
}
