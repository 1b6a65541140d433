//! `GET /api/v2/primero_modules`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::One;

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// Every module.
#[utoipa::path(
    get,
    path = "/api/v2/primero_modules",
    operation_id = "primero_modules.list",
    tag = "primero_modules",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.primero_modules.list", skip_all)]
pub(super) async fn handler(
    Authorized {
        call: CallContext { tenant, .. },
        ..
    }: Authorized<WriteMetadata>,
) -> Response {
    let modules = tenant.modules().iter();
    let data: Vec<_> = modules.map(|own| wire::module(own, &tenant)).collect();
    Json(One { data }).into_response()
}
