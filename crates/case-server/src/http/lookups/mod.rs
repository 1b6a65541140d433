//! `/api/v2/lookups`: lists of options.

mod create;
mod definition;
mod destroy;
mod list;
mod show;
mod update;
mod usage;
mod wire;

use axum::Router;
use axum::routing::get;
use primero_forms::Lookup;
use primero_http_kit::ApiError;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Stored, Tenant};

pub(super) fn routes() -> Router<ServerState> {
    let one = get(show::handler)
        .patch(update::handler)
        .put(update::handler)
        .delete(destroy::handler);
    Router::new()
        .route("/lookups", get(list::handler).post(create::handler))
        .route("/lookups/{id}", one)
}

/// The lookup of the number in a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Stored<Lookup>, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut lookups = tenant.lookups().iter();
    let found = lookups.find(|stored| Some(stored.id) == number);
    found.ok_or_else(|| not_found("Lookup", id))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    show::handler,
    create::handler,
    update::handler,
    destroy::handler
))]
pub(super) struct Described;
