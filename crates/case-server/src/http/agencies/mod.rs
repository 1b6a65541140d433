//! `/api/v2/agencies`: the organisations that users work for.

mod list;
mod show;
pub(super) mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/agencies", get(list::handler))
        .route("/agencies/{id}", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler))]
pub(super) struct Described;
