//! `/api/v2/forms`: the questions.

mod create;
mod destroy;
mod input;
mod keys;
mod list;
mod mistakes;
mod show;
mod update;
mod wire;

use axum::Router;
use axum::routing::get;
use primero_http_kit::ApiError;

use crate::http::context::ServerState;
use crate::http::not_found;
use crate::tenant::{StoredForm, Tenant};

pub(super) fn routes() -> Router<ServerState> {
    let one = get(show::handler)
        .patch(update::handler)
        .put(update::handler)
        .delete(destroy::handler);
    Router::new()
        .route("/forms", get(list::handler).post(create::handler))
        .route("/forms/{id}", one)
}

/// The section of the number in a path.
fn find<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a StoredForm, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let mut forms = tenant.forms().iter();
    let found = forms.find(|stored| Some(stored.form.id) == number);
    found.ok_or_else(|| not_found("FormSection", id))
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
