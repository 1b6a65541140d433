//! `/api/v2/roles`: what users may do.

mod create;
mod destroy;
mod draft;
mod list;
mod show;
mod update;
mod wire;

use axum::Router;
use axum::routing::get;

use primero_http_kit::ApiError;
use primero_templates::configuration::Role;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Stored, Tenant};

pub(super) use draft::words;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/roles", get(list::handler).post(create::handler))
        .route(
            "/roles/{id}",
            get(show::handler)
                .patch(update::handler)
                .put(update::handler)
                .delete(destroy::handler),
        )
}

/// The role of a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Stored<Role>, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut roles = tenant.roles().iter();
    let found = roles.find(|stored| Some(stored.id) == number);
    found.ok_or_else(|| not_found("Role", id))
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
