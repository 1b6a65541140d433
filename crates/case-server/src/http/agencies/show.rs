//! `GET /api/v2/agencies/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire::agency;
use crate::http::context::{Authorized, CallContext};
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::IndexAgencies;

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
        call: CallContext { tenant, .. },
        ..
    }: Authorized<IndexAgencies>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let number: Option<i64> = id.parse().ok();
    let stored = tenant
        .agencies()
        .iter()
        .find(|stored| Some(stored.id) == number);
    let stored = stored.ok_or_else(|| not_found("Agency", &id))?;
    Ok(Json(One {
        data: agency(stored, tenant.locales()),
    })
    .into_response())
}
