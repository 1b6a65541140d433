//! `/api/v2/roles`: what users may do.

mod list;
mod show;
mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/roles", get(list::handler))
        .route("/roles/{id}", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler))]
pub(super) struct Described;
