//! `GET /api/v2/user_groups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire::user_group;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::ReadUserGroup;

/// One user group by its number.
#[utoipa::path(
    get,
    path = "/api/v2/user_groups/{id}",
    operation_id = "user_groups.show",
    tag = "user_groups",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, actor, .. },
        ..
    }: Authorized<ReadUserGroup>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = super::find(&tenant, &id)?;
    if !super::is_managed(&actor, &stored.value) {
        return Err(ApiError::Forbidden);
    }
    let data = user_group(stored);
    Ok(Json(One { data }).into_response())
}
