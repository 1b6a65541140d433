//! `GET /api/v2/lookups`.

use axum::http::HeaderMap;
use axum::response::Response;
use primero_http_kit::{List, Page, Params};

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;
use crate::http::tagged::tagged;

/// A page of lookups; 304 while the caller has it already.
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
    headers: HeaderMap,
    params: Params,
) -> Response {
    let page = Page::of(&params, 20, Page::MOST);
    tagged(&headers, tenant.tag(), || {
        let lookups = tenant.lookups().iter();
        let lookups = lookups.map(|stored| wire::lookup(stored, tenant.locales()));
        List::cut(lookups.collect(), page)
    })
}
