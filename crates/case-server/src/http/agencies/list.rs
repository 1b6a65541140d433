//! `GET /api/v2/agencies`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{List, Page, Params};

use super::wire::agency;
use crate::http::context::{Authorized, CallContext};
use crate::http::list_params::is_wanted_state;
use crate::http::openapi::Errors;
use crate::http::rights::IndexAgencies;

/// A page of agencies.
#[utoipa::path(
    get,
    path = "/api/v2/agencies",
    operation_id = "agencies.list",
    tag = "agencies",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.list", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<IndexAgencies>,
    params: Params,
) -> Response {
    let agencies = tenant.agencies().iter();
    let wanted = agencies.filter(|stored| is_wanted_state(&params, stored.value.disabled));
    let written = wanted
        .map(|stored| agency(stored, tenant.locales()))
        .collect();
    Json(List::cut(written, Page::of(&params, 20, Page::MOST))).into_response()
}
