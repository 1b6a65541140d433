//! `/api/v2/webpush`: notifications, which are off.

mod config;
mod subscriptions;

use axum::Router;
use axum::routing::{get, patch};

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/webpush/config", get(config::handler))
        .route(
            "/webpush/subscriptions",
            get(subscriptions::handler).post(subscriptions::handler),
        )
        .route(
            "/webpush/subscriptions/current",
            patch(subscriptions::handler),
        )
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(config::handler, subscriptions::handler))]
pub(super) struct Described;
