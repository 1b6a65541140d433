//! `GET /api/v2/locations`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::{Action, Permission, Resource};
use primero_http_kit::{ApiError, List, Page, Params};

use super::wire;
use crate::http::context::SignedIn;
use crate::http::list_params::is_wanted_state;
use crate::http::openapi::Errors;
use crate::tenant::{LocationTree, Place};

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

/// A page of places. There is no longest page.
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
    let tree = call.tenant.locations();
    let locale = locale_of(tree, &params, &call.locale);
    let mut places: Vec<&Place> = tree.all().iter().collect();
    places.retain(|place| is_wanted_state(&params, place.disabled));
    if let Some(query) = params.text("query").filter(|query| !query.is_empty()) {
        let query = query.to_lowercase();
        places.retain(|place| {
            tree.full_name(place, locale)
                .to_lowercase()
                .contains(&query)
        });
    }
    sort(&mut places, tree, &params, locale);
    let page = List::cut(places, Page::of(&params, USUAL, u32::MAX));
    let written = page.data.into_iter().map(|place| {
        if params.is_true("hierarchy") {
            wire::with_hierarchy(tree, place)
        } else {
            wire::location(tree, place)
        }
    });
    let data = written.collect();
    let metadata = page.metadata;
    Ok(Json(List { data, metadata }).into_response())
}

/// The language that names are searched and sorted in: the request's, else the user's.
fn locale_of(tree: &LocationTree, params: &Params, own: &str) -> usize {
    let position = |locale: &str| tree.locales().iter().position(|known| known == locale);
    let asked = params.text("locale").and_then(position);
    asked.or_else(|| position(own)).unwrap_or_default()
}

fn sort(places: &mut [&Place], tree: &LocationTree, params: &Params, locale: usize) {
    match params.text("order_by") {
        Some("code" | "location_code") => places.sort_by(|a, b| a.code.cmp(&b.code)),
        Some("name") => {
            places.sort_by_cached_key(|place| tree.full_name(place, locale).to_lowercase());
        }
        Some("placename") => places.sort_by_cached_key(|place| {
            let name = place.placenames.get(locale);
            name.map(|name| name.to_lowercase())
        }),
        Some("type") => places.sort_by(|a, b| a.location_type.cmp(&b.location_type)),
        Some("admin_level") => places.sort_by_key(|place| place.admin_level),
        Some("disabled") => places.sort_by_key(|place| place.disabled),
        Some("hierarchy" | "hierarchy_path") => places.sort_by_cached_key(|place| {
            let line = tree.line(place).into_iter();
            line.map(|place| place.code.clone()).collect::<Vec<_>>()
        }),
        Some(_) | None => {}
    }
    if params.text("order") == Some("desc") {
        places.reverse();
    }
}
