//! `/api/v2/user_groups`: users who share records.

mod list;
mod show;
pub(super) mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/user_groups", get(list::handler))
        .route("/user_groups/{id}", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler))]
pub(super) struct Described;
