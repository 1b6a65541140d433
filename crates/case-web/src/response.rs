//! The answers: what browsers may keep, and what the shell forbids them to do.
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{Html, IntoResponse, Response},
};

use crate::{asset::Asset, encoding::Encoding};

/// Nothing but the app's own files: no inline code, no evaluation, no other origin, no framing. With
/// Trusted Types and no policy, a text can never become markup or script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Kept, and asked about each time: an upgrade is seen at the next load.
const REVALIDATE: &str = "no-cache";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>The web app is not built</title><h1>The web app is not built</h1>\
    <p>This binary carries no web app. Build it, then build the binary again:</p>\
    <pre>cd crates/case-web/ui\nnpm ci\nnpm run build</pre>\
    <p>The API works without it.</p></html>";

/// A file of the app.
pub(crate) fn file(asset: &Asset, request: &HeaderMap) -> Response {
    let keep = if asset.is_hashed() {
        IMMUTABLE
    } else {
        REVALIDATE
    };
    answer(asset, request, keep)
}

/// The page that starts the app.
pub(crate) fn shell(asset: &Asset, request: &HeaderMap) -> Response {
    let mut response = answer(asset, request, REVALIDATE);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(), payment=(), usb=()"),
    );
    response
}

/// The binary was built without the app: say so instead of an empty page.
pub(crate) fn not_built() -> Response {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(CACHE_CONTROL, "no-store")],
        Html(NOT_BUILT),
    )
        .into_response()
}

/// A file that this version does not have.
pub(crate) fn no_such_file() -> Response {
    (
        StatusCode::NOT_FOUND,
        [(CACHE_CONTROL, "no-store")],
        "no such file\n",
    )
        .into_response()
}

fn answer(asset: &Asset, request: &HeaderMap, keep: &'static str) -> Response {
    let encoded = Encoding::accepted(request)
        .find_map(|encoding| asset.encoded(encoding).map(|bytes| (encoding, bytes)));
    // Each encoding is a representation of its own, so it has a validator of its own.
    let variant = encoded
        .as_ref()
        .map_or("plain", |(encoding, _)| encoding.name());
    let tag = format!("\"{}-{variant}\"", asset.digest());

    let mut response = if is_known(request, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, bytes) = encoded.map_or_else(
            || (None, asset.plain()),
            |(encoding, bytes)| (Some(encoding), bytes),
        );
        let mut response = Response::new(Body::from(bytes.into_owned()));
        let headers = response.headers_mut();
        set(headers, CONTENT_TYPE, asset.content_type());
        if let Some(encoding) = encoding {
            set(headers, CONTENT_ENCODING, encoding.name());
        }
        response
    };
    let headers = response.headers_mut();
    set(headers, ETAG, &tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    let value = HeaderValue::from_str(value).expect("types, encodings and digests are ASCII");
    headers.insert(name, value);
}
