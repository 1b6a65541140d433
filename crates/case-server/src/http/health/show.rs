//! `GET /health` and `GET /health/:backend`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, Params};

use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::http::session_cookies;

/// Seconds after which a client asks again.
const RETRY: u32 = 60;

/// Everything together.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health.whole",
    tag = "health",
    responses((status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.health.whole", skip_all)]
pub(super) async fn whole(anyone: Anyone, params: Params) -> Result<Response, ApiError> {
    answer(&anyone, &params, anyone.is_database_there().await)
}

/// One part. There is no search server beside the database, so `solr` stands for the database.
#[utoipa::path(
    get,
    path = "/health/{backend}",
    operation_id = "health.one",
    tag = "health",
    params(("backend" = String, Path)),
    responses((status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.health.one", skip_all)]
pub(super) async fn one(
    anyone: Anyone,
    Path(backend): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let healthy = match backend.as_str() {
        "server" => true,
        "database" | "solr" => anyone.is_database_there().await,
        // Clients wait here until a configuration has been applied.
        "api" => anyone
            .tenant()
            .await
            .is_ok_and(|tenant| !tenant.is_locked()),
        _ => return Err(ApiError::NotFound(String::new())),
    };
    answer(&anyone, &params, healthy)
}

fn answer(anyone: &Anyone, params: &Params, healthy: bool) -> Result<Response, ApiError> {
    if !healthy {
        return Err(ApiError::Unavailable { retry_after: RETRY });
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if params.is_true("session") {
        session_cookies::give_anonymous(anyone, &mut response);
    }
    Ok(response)
}
