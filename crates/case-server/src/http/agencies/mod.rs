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
