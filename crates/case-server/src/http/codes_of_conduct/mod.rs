//! `/api/v2/codes_of_conduct`: what users agree to.

mod create;
mod show;
pub(in crate::http) mod wire;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route(
        "/codes_of_conduct",
        get(show::handler).post(create::handler),
    )
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(show::handler, create::handler))]
pub(super) struct Described;
