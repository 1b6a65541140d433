//! `GET /api/app/v1/bootstrap-config`: what the app must know before anybody signs in.

use axum::Json;
use primero_http_kit::{ApiError, One};
use primero_kernel::Locale;
use serde::Serialize;
use serde_json::{Value, json};

use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::security::password;

/// The tenant as anybody may know it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BootstrapConfig {
    display_name: String,
    languages: Vec<String>,
    default_locale: String,
    rtl_locales: Vec<String>,
    theme: Value,
    time_zone: String,
    password_minimum: usize,
    version: &'static str,
}

/// Public.
#[utoipa::path(
    get,
    path = "/api/app/v1/bootstrap-config",
    operation_id = "app.bootstrap_config",
    tag = "app",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.app.bootstrap_config", skip_all)]
pub(super) async fn handler(anyone: Anyone) -> Result<Json<One<BootstrapConfig>>, ApiError> {
    let tenant = anyone.tenant().await?;
    let is_rtl = |tag: &&String| {
        tag.parse::<Locale>()
            .is_ok_and(|locale| locale.is_right_to_left())
    };
    let data = BootstrapConfig {
        display_name: anyone.instance().display_name.clone(),
        languages: tenant.locales().to_vec(),
        default_locale: tenant.default_locale().to_owned(),
        rtl_locales: tenant.locales().iter().filter(is_rtl).cloned().collect(),
        theme: tenant
            .setting("theme")
            .cloned()
            .unwrap_or_else(|| json!({})),
        time_zone: anyone.instance().time_zone.clone(),
        password_minimum: password::SHORTEST,
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(Json(One { data }))
}
