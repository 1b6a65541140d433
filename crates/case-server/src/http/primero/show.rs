//! `GET /api/v2/primero`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::{ApiError, One};
use primero_templates::configuration::Agency;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::context::Anyone;
use crate::http::localised::localise_in;
use crate::http::openapi::Errors;
use crate::http::session_cookies;
use crate::tenant::Tenant;

/// The most agencies whose logos a client shows.
const MOST_LOGOS: usize = 3;
/// How much of the configuration a client lets administrators change.
const FULL: &str = "full";

#[derive(Debug, Serialize)]
struct Primero<'a> {
    sandbox_ui: bool,
    config_ui: &'a str,
    allow_self_registration: bool,
    locales: &'a [String],
    webpush_enabled: bool,
    agencies: Vec<AgencyLogo<'a>>,
    agencies_logo_options: Vec<AgencyLogo<'a>>,
    registration_streams: Vec<&'a Value>,
    registration_streams_link_labels: Map<String, Value>,
    registration_streams_consent_text: Map<String, Value>,
}

/// An agency beside whose name its logo stands. We keep no logos yet.
#[derive(Debug, Serialize)]
struct AgencyLogo<'a> {
    unique_id: &'a str,
    name: &'a str,
    logo_full: Option<&'a str>,
    logo_icon: Option<&'a str>,
}

impl<'a> Primero<'a> {
    fn of(tenant: &'a Tenant) -> Self {
        let config_ui = tenant.setting("config_ui").and_then(Value::as_str);
        let streams = tenant.option("registration_streams");
        let streams = streams.and_then(Value::as_array);
        Self {
            sandbox_ui: tenant.flag("sandbox_ui"),
            config_ui: config_ui.unwrap_or(FULL),
            allow_self_registration: tenant.flag("allow_self_registration"),
            locales: tenant.locales(),
            webpush_enabled: tenant.flag("webpush"),
            agencies: logos(tenant, |agency| agency.logo_enabled)
                .take(MOST_LOGOS)
                .collect(),
            agencies_logo_options: logos(tenant, |agency| agency.pdf_logo_option).collect(),
            registration_streams: streams.into_iter().flatten().collect(),
            registration_streams_link_labels: texts(
                tenant,
                "registration_streams_link_labels_i18n",
            ),
            registration_streams_consent_text: texts(
                tenant,
                "registration_streams_consent_text_i18n",
            ),
        }
    }
}

/// The agencies that are wanted, but for those that are no longer offered.
fn logos(tenant: &Tenant, is_wanted: fn(&Agency) -> bool) -> impl Iterator<Item = AgencyLogo<'_>> {
    let agencies = tenant.agencies().iter().map(|stored| &stored.value);
    let wanted = agencies.filter(move |agency| !agency.disabled && is_wanted(agency));
    wanted.map(|agency| AgencyLogo {
        unique_id: &agency.unique_id,
        name: agency
            .name
            .pick([tenant.default_locale()])
            .unwrap_or_default(),
        logo_full: None,
        logo_icon: None,
    })
}

/// Texts by the streams that they are about, in every language.
fn texts(tenant: &Tenant, option: &str) -> Map<String, Value> {
    let texts = tenant.option(option).and_then(Value::as_object);
    let mut texts = texts.cloned().unwrap_or_default();
    let streams: Vec<String> = texts.keys().cloned().collect();
    for stream in &streams {
        localise_in(&mut texts, stream, tenant.locales());
    }
    texts
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
    tenant.require_unlocked()?;
    let mut response = Json(One {
        data: Primero::of(&tenant),
    })
    .into_response();
    session_cookies::give_anonymous(&anyone, &mut response);
    Ok(response)
}
