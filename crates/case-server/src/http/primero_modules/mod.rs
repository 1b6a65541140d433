//! `/api/v2/primero_modules`: which record types and sections belong together.

mod input;
mod list;
mod show;
mod update;
pub(in crate::http) mod wire;

use axum::Router;
use axum::routing::get;
use primero_http_kit::ApiError;
use primero_templates::configuration::Module;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Stored, Tenant};

pub(super) fn routes() -> Router<ServerState> {
    let one = get(show::handler)
        .patch(update::handler)
        .put(update::handler);
    Router::new()
        .route("/primero_modules", get(list::handler))
        .route("/primero_modules/{id}", one)
}

/// The module of the number in a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Stored<Module>, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut modules = tenant.modules().iter();
    let found = modules.find(|stored| Some(stored.id) == number);
    found.ok_or_else(|| not_found("PrimeroModule", id))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler, show::handler, update::handler))]
pub(super) struct Described;
