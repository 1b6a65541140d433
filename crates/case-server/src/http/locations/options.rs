//! `GET /location-options.json`: every place at once, for pick lists.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::One;
use serde::Serialize;
use serde_json::Value;

use crate::http::context::{CallContext, SignedIn};
use crate::http::localised::localised;
use crate::http::openapi::Errors;

#[derive(Debug, Serialize)]
struct LocationOption<'a> {
    id: i64,
    code: &'a str,
    #[serde(rename = "type")]
    location_type: &'a str,
    admin_level: usize,
    name: Value,
    disabled: bool,
}

/// All places; answers 304 while the caller has them already.
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
    // The moment tells two tenants apart that had the same host name one after the other.
    let configured = tenant.settings().1.as_millisecond();
    let tag = format!("\"{}-{configured}\"", tenant.revision());
    let tag = HeaderValue::try_from(tag).expect("numbers in quotes are a header value");
    let kept = [
        (header::ETAG, tag.clone()),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let places = tenant.locations().all().iter().map(|node| LocationOption {
        id: node.stored.id,
        code: &node.stored.value.code,
        location_type: &node.stored.value.location_type,
        admin_level: node.admin_level(),
        name: localised(&node.name, tenant.locales()),
        disabled: node.stored.value.disabled,
    });
    (
        kept,
        Json(One {
            data: places.collect::<Vec<_>>(),
        }),
    )
        .into_response()
}
