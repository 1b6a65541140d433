//! `GET /api/v2/lookups`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{List, Page, Params};

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;

/// A page of lookups.
#[utoipa::path(
    get,
    path = "/api/v2/lookups",
    operation_id = "lookups.list",
    tag = "lookups",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.lookups.list", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
    params: Params,
) -> Response {
    let page = Page::of(&params, 20, Page::MOST);
    let lookups = tenant.lookups().iter();
    let lookups = lookups
        .map(|stored| wire::lookup(stored, tenant.locales()))
        .collect();
    Json(List::cut(lookups, page)).into_response()
}
