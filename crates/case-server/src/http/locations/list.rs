//! `GET /api/v2/locations`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::{Action, Permission, Resource};
use primero_http_kit::{ApiError, List, Page, Params};

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::list_params::is_wanted_state;
use crate::http::openapi::Errors;
use crate::tenant::LocationNode;

/// The usual length of a page.
const USUAL: u32 = 100;

/// Restricted form administration reaches forms and lookups, not places.
const RESTRICTED: Permission = Permission {
    resource: Resource::Metadata,
    action: Action::ManageRestricted,
};
const FULL: Permission = Permission {
    resource: Resource::Metadata,
    action: Action::Manage,
};

/// A page of places.
#[utoipa::path(
    get,
    path = "/api/v2/locations",
    operation_id = "locations.list",
    tag = "locations",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.list", skip_all)]
pub(super) async fn handler(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Response, ApiError> {
    if call.may(RESTRICTED) && !call.may(FULL) {
        return Err(ApiError::Forbidden);
    }
    let CallContext { tenant, locale, .. } = &call;
    let mut places: Vec<&LocationNode> = tenant.locations().all().iter().collect();
    places.retain(|node| is_wanted(node, &params, locale));
    sort(&mut places, &params, locale);
    let locales = tenant.locales();
    let written = places.into_iter().map(|node| {
        if params.is_true("hierarchy") {
            wire::with_hierarchy(node, locales)
        } else {
            wire::location(node, locales)
        }
    });
    let page = Page::of(&params, USUAL, u32::MAX);
    Ok(Json(List::cut(written.collect(), page)).into_response())
}

fn is_wanted(node: &LocationNode, params: &Params, locale: &str) -> bool {
    let named = params.text("query").is_none_or(|query| {
        let name = node.name.pick([locale]).unwrap_or_default();
        name.to_lowercase().contains(&query.to_lowercase())
    });
    named && is_wanted_state(params, node.stored.value.disabled)
}

fn sort(places: &mut [&LocationNode], params: &Params, locale: &str) {
    match params.text("order_by") {
        Some("code" | "location_code") => {
            places.sort_by(|a, b| a.stored.value.code.cmp(&b.stored.value.code));
        }
        Some("name") => {
            places.sort_by_key(|node| node.name.pick([locale]).unwrap_or_default().to_lowercase());
        }
        Some("type") => {
            places.sort_by(|a, b| {
                a.stored
                    .value
                    .location_type
                    .cmp(&b.stored.value.location_type)
            });
        }
        Some("admin_level" | "hierarchy") => {
            places.sort_by(|a, b| a.hierarchy.cmp(&b.hierarchy));
        }
        Some(_) | None => places.sort_by_key(|node| node.stored.id),
    }
    if params.text("order") == Some("desc") {
        places.reverse();
    }
}
