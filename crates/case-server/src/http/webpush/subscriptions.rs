//! `GET /api/v2/webpush/subscriptions`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::{require_on, wire};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// The caller's own, in one list.
#[utoipa::path(
    get,
    path = "/api/v2/webpush/subscriptions",
    operation_id = "webpush.subscriptions",
    tag = "webpush",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.webpush.subscriptions", skip_all)]
pub(super) async fn handler(SignedIn(call): SignedIn) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        ..
    } = call;
    require_on(&tenant)?;
    let subscriptions = tx.webpush().of_user(user.id).await.map_err(db_failure)?;
    let data: Vec<_> = subscriptions.iter().map(wire::subscription).collect();
    Ok(Json(One { data }).into_response())
}
