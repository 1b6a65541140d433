//! `GET /api/v2/codes_of_conduct`: the one that is in force.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;

/// One object, although the noun is a plural.
#[utoipa::path(
    get,
    path = "/api/v2/codes_of_conduct",
    operation_id = "codes_of_conduct.show",
    tag = "codes_of_conduct",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.codes_of_conduct.show", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
) -> Result<Response, ApiError> {
    let current = tenant.code_of_conduct();
    let current =
        current.ok_or_else(|| ApiError::NotFound("Couldn't find CodeOfConduct".to_owned()))?;
    let data = wire::code_of_conduct(current);
    Ok(Json(One { data }).into_response())
}
