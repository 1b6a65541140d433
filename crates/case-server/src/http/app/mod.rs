//! `/api/app/v1`: what our own web app needs beside API v2.

mod bootstrap_config;
mod bootstrap_sessions;
mod password;
mod session;

use axum::Router;
use axum::routing::{get, post, put};

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/bootstrap-config", get(bootstrap_config::handler))
        .route("/session", get(session::handler))
        .route("/password", put(password::handler))
}

/// Signing in by a link, which the access log tells of.
pub(super) fn session_routes() -> Router<ServerState> {
    Router::new().route("/bootstrap-sessions", post(bootstrap_sessions::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    bootstrap_config::handler,
    bootstrap_sessions::handler,
    session::handler,
    password::handler
))]
pub(super) struct Described;
