//! `/api/v2/locations` and the static file of all places.

mod create;
mod destroy;
mod input;
mod list;
mod options;
mod show;
mod update;
mod update_bulk;
mod wire;

use axum::Router;
use axum::routing::{get, post};
use primero_http_kit::ApiError;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Place, Tenant};

/// Routes of API v2.
pub(super) fn routes() -> Router<ServerState> {
    let one = get(show::handler)
        .patch(update::handler)
        .put(update::handler)
        .delete(destroy::handler);
    Router::new()
        .route("/locations", get(list::handler).post(create::handler))
        .route("/locations/update_bulk", post(update_bulk::handler))
        .route("/locations/{id}", one)
}

/// The file beside the API.
pub(super) fn file() -> Router<ServerState> {
    Router::new().route("/location-options.json", get(options::handler))
}

/// The place of the number in a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Place, ApiError> {
    let found = id.parse().ok().and_then(|id| tenant.locations().find(id));
    found.ok_or_else(|| not_found("Location", id))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    show::handler,
    create::handler,
    update::handler,
    update_bulk::handler,
    destroy::handler,
    options::handler
))]
pub(super) struct Described;
