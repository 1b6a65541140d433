//! `/api/v2/webpush`: notifications in browsers, where the tenant has them switched on.

mod config;
mod subscribe;
mod subscriptions;
mod update;
mod wire;

use axum::Router;
use axum::routing::{get, patch};
use primero_http_kit::ApiError;

use crate::http::context::ServerState;
use crate::tenant::Tenant;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/webpush/config", get(config::handler))
        .route(
            "/webpush/subscriptions",
            get(subscriptions::handler).post(subscribe::handler),
        )
        .route(
            "/webpush/subscriptions/current",
            patch(update::handler).put(update::handler),
        )
}

/// Whether the tenant has notifications.
fn is_on(tenant: &Tenant) -> bool {
    tenant.flag("webpush")
}

/// Where they are off, there are no subscriptions at all.
fn require_on(tenant: &Tenant) -> Result<(), ApiError> {
    if is_on(tenant) {
        Ok(())
    } else {
        Err(ApiError::NotFound("Errors::WebpushNotEnabled".to_owned()))
    }
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    config::handler,
    subscriptions::handler,
    subscribe::handler,
    update::handler
))]
pub(super) struct Described;
