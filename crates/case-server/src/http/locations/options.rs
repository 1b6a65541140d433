//! `GET /location-options.json`: every place at once, for pick lists.

use axum::http::HeaderMap;
use axum::response::Response;
use primero_http_kit::One;
use serde::{Serialize, Serializer};

use super::wire::FullName;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;
use crate::http::tagged::tagged;
use crate::tenant::{LocationTree, Place};

#[derive(Debug, Serialize)]
struct LocationOption<'a> {
    id: i64,
    code: &'a str,
    #[serde(rename = "type")]
    location_type: &'a str,
    admin_level: i32,
    name: FullName<'a>,
    disabled: bool,
}

impl<'a> LocationOption<'a> {
    fn of(tree: &'a LocationTree, place: &'a Place) -> Self {
        Self {
            id: place.id,
            code: &place.code,
            location_type: &place.location_type,
            admin_level: place.admin_level,
            name: FullName { tree, place },
            disabled: place.disabled,
        }
    }
}

/// Places that are written one after the other, as there may be tens of thousands.
struct Options<'a>(&'a LocationTree);

impl Serialize for Options<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places = self.0.all().iter();
        serializer.collect_seq(places.map(|place| LocationOption::of(self.0, place)))
    }
}

/// All places; 304 while the caller has them already.
#[utoipa::path(
    get,
    path = "/location-options.json",
    operation_id = "locations.options",
    tag = "locations",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.options", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
    headers: HeaderMap,
) -> Response {
    let tree = tenant.locations();
    tagged(&headers, tree.tag(), || One {
        data: Options(tree),
    })
}
