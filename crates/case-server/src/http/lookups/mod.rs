//! `/api/v2/lookups`: lists of options.

mod list;
mod show;
mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/lookups", get(list::handler))
        .route("/lookups/{id}", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler))]
pub(super) struct Described;
