//! `GET /api/v2/roles`: all of them, paged only when a page is asked for.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{Page, Params};
use primero_templates::configuration::Role;

use super::wire::role;
use crate::http::context::{CallContext, SignedIn};
use crate::http::list_params::{is_wanted_state, list_on_request};
use crate::http::openapi::Errors;

/// The usual length of a page.
const USUAL: u32 = 100;

/// The roles.
#[utoipa::path(
    get,
    path = "/api/v2/roles",
    operation_id = "roles.list",
    tag = "roles",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.list", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
    params: Params,
) -> Response {
    let roles = tenant
        .roles()
        .iter()
        .filter(|stored| is_wanted(&stored.value, &params));
    let page = Page::of(&params, USUAL, u32::MAX);
    Json(list_on_request(roles.map(role).collect(), page, &params)).into_response()
}

fn is_wanted(role: &Role, params: &Params) -> bool {
    is_wanted_state(params, role.disabled)
        && (!params.is_true("referral_authorization") || role.referral_authorization)
        && (!params.is_true("external") || role.referral || role.transfer)
}
