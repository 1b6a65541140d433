//! `/api/v2/alerts`: how many records want attention.

mod count;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/alerts", get(count::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(count::handler))]
pub(super) struct Described;
