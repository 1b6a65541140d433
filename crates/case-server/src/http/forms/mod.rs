//! `/api/v2/forms`: the questions.

mod list;
mod show;
mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/forms", get(list::handler))
        .route("/forms/{id}", get(show::handler))
}
