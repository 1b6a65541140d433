//! `GET /api/v2/contact_information`.

use axum::Json;
use primero_http_kit::One;
use serde_json::{Map, Value};

use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;

/// The contact, and which software this is.
#[utoipa::path(
    get,
    path = "/api/v2/contact_information",
    operation_id = "contact_information.show",
    tag = "contact_information",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.contact_information.show", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
) -> Json<One<Map<String, Value>>> {
    let stored = tenant.contact();
    let mut contact = stored
        .map(|own| super::update::written(&own.value))
        .unwrap_or_default();
    contact.insert(
        "system_version".to_owned(),
        env!("CARGO_PKG_VERSION").into(),
    );
    Json(One { data: contact })
}
