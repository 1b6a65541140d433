//! `GET /api/v2/agencies/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_handle_agency;
use primero_http_kit::{ApiError, One};

use super::wire::agency;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::ReadAgency;

/// One agency by its number.
#[utoipa::path(
    get,
    path = "/api/v2/agencies/{id}",
    operation_id = "agencies.show",
    tag = "agencies",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.show", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, actor, .. },
        ..
    }: Authorized<ReadAgency>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = super::find(&tenant, &id)?;
    if !may_handle_agency(&actor, &stored.value.unique_id) {
        return Err(ApiError::Forbidden);
    }
    let data = agency(stored, tenant.locales());
    Ok(Json(One { data }).into_response())
}
