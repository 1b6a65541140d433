//! `/api/v2/users`: who works here, and what the signed-in user may do.
//!
//! [`draft`] is an account as a client wants it, [`rules`] says what is wrong with it, [`reach`] and
//! [`giving`] what the caller may do about it.

mod access;
mod answer;
mod authorisation;
mod create;
mod destroy;
mod draft;
mod giving;
mod identified;
mod list;
mod list_filters;
mod list_headers;
pub(super) mod list_query;
mod password_reset;
mod password_reset_request;
mod reach;
pub(in crate::http) mod recipients;
mod rules;
mod self_register;
mod show;
mod shown;
mod transitions;
mod update;
mod update_bulk;
mod wire;

use axum::Router;
use axum::routing::{get, post};
use primero_case_db::users::{User, UserId};
use primero_http_kit::ApiError;

use crate::http::context::{CallContext, ServerState};
use crate::http::failure::db_failure;
use crate::http::not_found;

pub(crate) use wire::{SAMPLE, must_set_password};

pub(super) fn routes() -> Router<ServerState> {
    let one = get(show::handler)
        .patch(update::handler)
        .put(update::handler)
        .delete(destroy::handler);
    Router::new()
        .route("/users", get(list::handler).post(create::handler))
        .route("/users/access", get(access::handler))
        .route("/users/identified", get(identified::handler))
        .route("/users/assign-to", get(transitions::assign_to))
        .route("/users/refer-to", get(transitions::refer_to))
        .route("/users/transfer-to", get(transitions::transfer_to))
        .route("/users/update_bulk", post(update_bulk::handler))
        .route(
            "/users/password-reset-request",
            post(password_reset_request::handler),
        )
        .route("/users/password-reset", post(password_reset::handler))
        .route(
            "/users/{id}/password-reset-request",
            post(password_reset_request::of_user),
        )
        .route("/users/self-register", post(self_register::handler))
        .route("/users/{id}", one)
}

/// The user of a path.
async fn find(call: &mut CallContext, id: &str) -> Result<User, ApiError> {
    let missing = || not_found("User", id);
    let number = UserId(id.parse().map_err(|_| missing())?);
    let found = call.tx.users().find(number).await.map_err(db_failure)?;
    found.ok_or_else(missing)
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    show::handler,
    create::handler,
    update::handler,
    destroy::handler,
    update_bulk::handler,
    transitions::assign_to,
    transitions::refer_to,
    transitions::transfer_to,
    access::handler,
    identified::handler,
    password_reset::handler,
    password_reset_request::handler,
    password_reset_request::of_user,
    self_register::handler
))]
pub(super) struct Described;
