//! `/api/v2/tokens`: signing in and out.

mod create;
mod destroy;

use axum::Router;
use axum::routing::post;

use crate::http::context::ServerState;

pub(super) use create::SignedInUser;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/tokens", post(create::handler).delete(destroy::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(create::handler, destroy::handler))]
pub(super) struct Described;
