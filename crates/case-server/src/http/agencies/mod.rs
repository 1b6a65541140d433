//! `/api/v2/agencies`: the organisations that users work for.

mod create;
mod draft;
mod list;
mod show;
mod update;
pub(super) mod wire;

use axum::Router;
use axum::routing::get;

use primero_http_kit::ApiError;
use primero_templates::configuration::Agency;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Stored, Tenant};

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/agencies", get(list::handler).post(create::handler))
        .route(
            "/agencies/{id}",
            get(show::handler)
                .patch(update::update)
                .put(update::update)
                .delete(update::destroy),
        )
}

/// The agency of a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Stored<Agency>, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut agencies = tenant.agencies().iter();
    let found = agencies.find(|stored| Some(stored.id) == number);
    found.ok_or_else(|| not_found("Agency", id))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    show::handler,
    create::handler,
    update::update,
    update::destroy
))]
pub(super) struct Described;
