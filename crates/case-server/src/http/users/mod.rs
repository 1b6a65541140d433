//! `/api/v2/users`: who works here, and what the signed-in user may do.

mod authorisation;
mod list;
mod list_filters;
mod list_headers;
mod password_reset_request;
mod self_register;
mod show;
mod wire;

use axum::Router;
use axum::routing::{get, post};

use crate::http::context::ServerState;

pub(crate) use wire::{SAMPLE, must_set_password};

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/users", get(list::handler))
        .route(
            "/users/password-reset-request",
            post(password_reset_request::handler),
        )
        .route("/users/self-register", post(self_register::handler))
        .route("/users/{id}", get(show::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    show::handler,
    password_reset_request::handler,
    self_register::handler
))]
pub(super) struct Described;
