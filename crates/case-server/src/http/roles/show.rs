//! `GET /api/v2/roles/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire::role;
use crate::http::context::{Authorized, CallContext};
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRole;

/// One role by its number.
#[utoipa::path(
    get,
    path = "/api/v2/roles/{id}",
    operation_id = "roles.show",
    tag = "roles",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<ReadRole>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let stored = tenant
        .roles()
        .iter()
        .find(|stored| Some(stored.id) == number);
    let stored = stored.ok_or_else(|| not_found("Role", &id))?;
    Ok(Json(One { data: role(stored) }).into_response())
}
