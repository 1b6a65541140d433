//! Sends a browser that came without TLS to the address with TLS.
//!
//! An edge that ends TLS may still take plain requests. A tenant whose URL is `https` must not
//! answer them: what is typed into such a page travels in the clear.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::context::ServerState;

/// How the browser came to the edge; the edge sets it.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// Middleware of everything but the probes, which know no host name.
pub(super) async fn redirect(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let is_probe = request.uri().path().starts_with("/health");
    if is_probe || !state.cookies().secure || !came_plainly(request.headers()) {
        return next.run(request).await;
    }
    let target = request
        .uri()
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let url = format!("{}{target}", state.url_for(host(request.headers())));
    match HeaderValue::try_from(url) {
        Ok(url) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, url)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn came_plainly(headers: &HeaderMap) -> bool {
    headers
        .get(FORWARDED_PROTO)
        .is_some_and(|proto| proto == "http")
}

fn host(headers: &HeaderMap) -> &str {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    host.unwrap_or_default()
}
