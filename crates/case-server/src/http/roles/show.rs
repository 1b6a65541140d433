//! `GET /api/v2/roles/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_handle_role;
use primero_http_kit::{ApiError, One};

use super::wire::role;
use crate::http::context::{Authorized, CallContext};
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
        call: CallContext { tenant, actor, .. },
        ..
    }: Authorized<ReadRole>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = super::find(&tenant, &id)?;
    let facts = tenant.role_facts(&stored.value.unique_id);
    if !facts.is_some_and(|role| may_handle_role(&actor, role)) {
        return Err(ApiError::Forbidden);
    }
    Ok(Json(One { data: role(stored) }).into_response())
}
