//! `/api/v2/user_groups`: users who share records.

mod create;
mod destroy;
mod draft;
mod list;
mod show;
mod update;
pub(super) mod wire;

use axum::Router;
use axum::routing::get;

use primero_case_model::access::{Actor, may_handle_group};
use primero_http_kit::ApiError;
use primero_templates::configuration::UserGroup;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{Stored, Tenant};

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/user_groups", get(list::handler).post(create::handler))
        .route(
            "/user_groups/{id}",
            get(show::handler)
                .patch(update::handler)
                .put(update::handler)
                .delete(destroy::handler),
        )
}

/// The user group of a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Stored<UserGroup>, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut groups = tenant.user_groups().iter();
    let found = groups.find(|stored| Some(stored.id) == number);
    found.ok_or_else(|| not_found("UserGroup", id))
}

fn is_managed(actor: &Actor, group: &UserGroup) -> bool {
    may_handle_group(actor, &group.unique_id, &group.agency_unique_ids)
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
