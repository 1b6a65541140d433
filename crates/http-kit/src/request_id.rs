//! One id, one span and one log line a request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware for `axum::middleware::from_fn`: passes a request id of the edge on, or makes one,
/// and logs the request by its route. Paths and queries carry ids and names, so they stay out.
pub async fn trace(mut request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get(&HEADER)
        .filter(|id| is_id(id))
        .cloned()
        .unwrap_or_else(fresh);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!(
        "http",
        request_id = id.to_str().unwrap_or_default(),
        http.route = route,
        http.method = %method,
    );
    // Whatever refers to the request later finds the id where a proxy would have put it.
    request.headers_mut().insert(HEADER.clone(), id.clone());
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let _in_span = span.enter();
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(status, ms, "{method} {route} answered {status}");
    response.headers_mut().insert(HEADER.clone(), id);
    response
}

/// Foreign ids end up in logs: short and without surprises.
fn is_id(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (8..=64).contains(&bytes.len())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn fresh() -> HeaderValue {
    HeaderValue::try_from(Uuid::new_v4().to_string()).expect("a UUID is a header value")
}
