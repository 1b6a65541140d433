//! `/health`: whether the tenant works, for clients and load balancers.

mod show;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/health", get(show::whole))
        .route("/health/{backend}", get(show::one))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(show::whole, show::one))]
pub(super) struct Described;
