//! `/api/v2/locations` and the static file of all places.

mod list;
mod options;
mod show;
mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

/// Routes of API v2.
pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/locations", get(list::handler))
        .route("/locations/{id}", get(show::handler))
}

/// The file beside the API.
pub(super) fn file() -> Router<ServerState> {
    Router::new().route("/location-options.json", get(options::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler, options::handler))]
pub(super) struct Described;
