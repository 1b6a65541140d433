//! `/api/v2/primero`: what a client must know before anybody signs in.

mod show;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/primero", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(show::handler))]
pub(super) struct Described;
