//! `GET /api/v2/user_groups/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire::user_group;
use crate::http::context::{Authorized, CallContext};
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::IndexUserGroups;

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
        call: CallContext { tenant, .. },
        ..
    }: Authorized<IndexUserGroups>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let stored = tenant
        .user_groups()
        .iter()
        .find(|stored| Some(stored.id) == number);
    let stored = stored.ok_or_else(|| not_found("UserGroup", &id))?;
    Ok(Json(One {
        data: user_group(stored),
    })
    .into_response())
}
