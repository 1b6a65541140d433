//! `GET /api/v2/primero`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::http::session_cookies;
use crate::tenant::Tenant;

#[derive(Debug, Serialize)]
struct Primero<'a> {
    sandbox_ui: bool,
    config_ui: &'static str,
    allow_self_registration: bool,
    locales: &'a [String],
    webpush_enabled: bool,
    agencies: [Value; 0],
    agencies_logo_options: [Value; 0],
    registration_streams: Vec<Value>,
    registration_streams_link_labels: Map<String, Value>,
    registration_streams_consent_text: Map<String, Value>,
}

impl<'a> Primero<'a> {
    fn of(tenant: &'a Tenant) -> Self {
        Self {
            sandbox_ui: false,
            config_ui: "full",
            allow_self_registration: tenant.flag("allow_self_registration"),
            locales: tenant.locales(),
            webpush_enabled: false,
            agencies: [],
            agencies_logo_options: [],
            registration_streams: Vec::new(),
            registration_streams_link_labels: Map::new(),
            registration_streams_consent_text: Map::new(),
        }
    }
}

/// Also opens the anonymous session that a sign-in needs.
#[utoipa::path(
    get,
    path = "/api/v2/primero",
    operation_id = "primero.show",
    tag = "primero",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.primero.show", skip_all)]
pub(super) async fn handler(anyone: Anyone) -> Result<Response, ApiError> {
    let tenant = anyone.tenant().await?;
    let mut response = Json(One {
        data: Primero::of(&tenant),
    })
    .into_response();
    session_cookies::give_anonymous(&anyone, &mut response);
    Ok(response)
}
