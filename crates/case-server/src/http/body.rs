//! Reads a request's body before anything else happens.
//!
//! A slow sender must not hold a database connection while it dribbles its body, and a body must not
//! fill the memory.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::ApiError;

/// The most bytes of a body. Attachments will have a limit of their own.
const LARGEST: usize = 2 * 1024 * 1024;

/// Middleware for `axum::middleware::from_fn`.
pub(super) async fn read_whole(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match to_bytes(body, LARGEST).await {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(_) => ApiError::TooLarge.into_response(),
    }
}
