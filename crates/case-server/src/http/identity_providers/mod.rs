//! `/api/v2/identity_providers`: where users sign in, when not here.

mod list;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/identity_providers", get(list::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler))]
pub(super) struct Described;
