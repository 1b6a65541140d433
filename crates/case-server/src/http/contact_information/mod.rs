//! `/api/v2/contact_information`: whom users turn to.

mod show;
mod update;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route(
        "/contact_information",
        get(show::handler)
            .patch(update::handler)
            .put(update::handler),
    )
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(show::handler, update::handler))]
pub(super) struct Described;
