//! `GET /api/v2/agencies`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_handle_agency;
use primero_forms::LocalizedText;
use primero_http_kit::{List, Page, Params};
use primero_templates::configuration::Agency;

use super::wire::agency;
use crate::http::context::{Authorized, CallContext};
use crate::http::list_params::is_wanted_state;
use crate::http::openapi::Errors;
use crate::http::rights::ReadAgency;
use crate::tenant::Stored;

/// A page of agencies; those that the caller's role manages where that is asked.
#[utoipa::path(
    get,
    path = "/api/v2/agencies",
    operation_id = "agencies.list",
    tag = "agencies",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.list", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<ReadAgency>,
    params: Params,
) -> Response {
    let CallContext { tenant, actor, .. } = &call;
    let is_managed = |own: &Agency| may_handle_agency(actor, &own.unique_id);
    let mut agencies: Vec<&Stored<Agency>> = tenant
        .agencies()
        .iter()
        .filter(|stored| is_wanted_state(&params, stored.value.disabled))
        .filter(|stored| !params.is_true("managed") || is_managed(&stored.value))
        .collect();
    sort(&mut agencies, &params, &call);
    let written = agencies
        .into_iter()
        .map(|stored| agency(stored, tenant.locales()))
        .collect();
    Json(List::cut(written, Page::of(&params, 20, Page::MOST))).into_response()
}

/// By texts in the language that is asked for.
fn sort(agencies: &mut [&Stored<Agency>], params: &Params, call: &CallContext) {
    let asked = params.text("locale").unwrap_or(&call.locale);
    let text = |text: &LocalizedText| {
        let chain = [asked, call.tenant.default_locale(), "en"];
        text.pick(chain).unwrap_or_default().to_lowercase()
    };
    match params.text("order_by") {
        Some("name") => agencies.sort_by_cached_key(|agency| text(&agency.value.name)),
        Some("description") => agencies.sort_by_cached_key(|own| text(&own.value.description)),
        Some("agency_code") => agencies.sort_by_key(|own| own.value.agency_code.to_lowercase()),
        Some("order") => agencies.sort_by_key(|own| own.value.order),
        Some("id") => agencies.sort_by_key(|own| own.id),
        Some(_) | None => {}
    }
    if params.text("order") == Some("desc") {
        agencies.reverse();
    }
}
