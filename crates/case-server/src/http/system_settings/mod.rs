//! `/api/v2/system_settings`: how this tenant works.

mod search_fields;
mod show;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/system_settings", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(show::handler))]
pub(super) struct Described;
