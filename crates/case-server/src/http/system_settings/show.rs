//! `GET /api/v2/system_settings`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::event::timestamp_value;
use primero_forms::RecordType;
use primero_http_kit::{One, Params};
use primero_kernel::Locale;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::search_fields::SearchFields;
use crate::http::agencies::wire::{WireAgency, agency};
use crate::http::codes_of_conduct::wire::code_of_conduct;
use crate::http::context::{CallContext, SignedIn};
use crate::http::localised::localise_in;
use crate::http::openapi::Errors;
use crate::http::primero_modules::wire::{WireModule, module};
use crate::http::reporting_location::reporting_location;
use crate::tenant::{Tenant, settings};

#[derive(Debug, Serialize)]
struct SystemSettings<'a> {
    #[serde(flatten)]
    columns: Map<String, Value>,
    #[serde(flatten)]
    search: SearchFields,
    #[serde(flatten)]
    extended: Option<Extended<'a>>,
}

#[derive(Debug, Serialize)]
struct Extended<'a> {
    agencies: Vec<WireAgency<'a>>,
    modules: Vec<WireModule<'a>>,
}

/// The settings; with `extended=true` agencies and modules too.
#[utoipa::path(
    get,
    path = "/api/v2/system_settings",
    operation_id = "system_settings.show",
    tag = "system_settings",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.system_settings.show", skip_all)]
pub(super) async fn handler(SignedIn(call): SignedIn, params: Params) -> Response {
    let CallContext { tenant, locale, .. } = &call;
    let extended = params.is_true("extended").then(|| Extended {
        agencies: tenant
            .agencies()
            .iter()
            .map(|own| agency(own, tenant.locales()))
            .collect(),
        modules: tenant
            .modules()
            .iter()
            .map(|own| module(own, tenant))
            .collect(),
    });
    let data = SystemSettings {
        columns: columns(tenant, locale, &call),
        search: SearchFields::all(),
        extended,
    };
    Json(One { data }).into_response()
}

/// What the configuration sets, with the contract's own defaults below it. Switches of the server
/// that API v2 does not show stay out.
fn columns(tenant: &Tenant, locale: &str, call: &CallContext) -> Map<String, Value> {
    let own = tenant.settings();
    let mut columns = defaults(tenant);
    let shown = settings::COLUMNS.into_iter().filter_map(|name| {
        let value = tenant.setting(name)?;
        Some((name.to_owned(), value.clone()))
    });
    columns.extend(shown);
    if let Some(Value::Object(labels)) = columns.remove("approvals_labels_i18n") {
        let labels = labels
            .into_iter()
            .map(|(kind, text)| (kind, in_every_locale(text, tenant)));
        columns.insert(
            "approvals_labels".to_owned(),
            labels.collect::<Map<_, _>>().into(),
        );
    }
    let code_of_conduct = tenant.code_of_conduct().map(code_of_conduct);
    columns.extend([
        ("locale".to_owned(), locale.into()),
        ("default_locale".to_owned(), tenant.default_locale().into()),
        ("rtl_locales".to_owned(), right_to_left(tenant)),
        (
            "primero_version".to_owned(),
            env!("CARGO_PKG_VERSION").into(),
        ),
        ("created_at".to_owned(), timestamp_value(own.created_at)),
        ("updated_at".to_owned(), timestamp_value(own.updated_at)),
        (
            "reporting_location_config".to_owned(),
            reporting_location(tenant, &call.actor),
        ),
        ("field_labels".to_owned(), field_labels(tenant)),
        ("system_options".to_owned(), system_options(tenant)),
        ("audit_log".to_owned(), audit_log()),
        ("code_of_conduct".to_owned(), json!(code_of_conduct)),
    ]);
    columns.retain(|_, value| !value.is_null());
    columns
}

fn defaults(tenant: &Tenant) -> Map<String, Value> {
    let approvals: Map<String, Value> = [
        "assessment",
        "case_plan",
        "closure",
        "action_plan",
        "gbv_closure",
    ]
    .into_iter()
    .map(|kind| (kind.to_owned(), empty_text(tenant)))
    .collect();
    let defaults = json!({
        "age_ranges": {"primero": ["0..5", "6..11", "12..17", "18..999"]},
        "approval_forms_to_alert": {},
        "approvals_labels": approvals,
        "auto_populate_list": [],
        "base_language": tenant.default_locale(),
        "case_code_format": [],
        "changes_field_to_form": {},
        "config_update_lock": false,
        "export_config_id": {},
        "export_require_password": true,
        "incident_reporting_location_config": {},
        "primary_age_range": "primero",
        "terms_of_use_acknowledge": false,
        "terms_of_use_agency_sign": false,
        "unhcr_needs_codes_mapping": {},
        "welcome_email_text_i18n": empty_text(tenant),
    });
    match defaults {
        Value::Object(defaults) => defaults,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

/// Texts of the client that the tenant words differently, in every language.
fn field_labels(tenant: &Tenant) -> Value {
    let labels = tenant
        .option("field_labels_i18n")
        .and_then(Value::as_object);
    let labels = labels.into_iter().flatten();
    labels
        .map(|(key, text)| (key.clone(), in_every_locale(text.clone(), tenant)))
        .collect::<Map<_, _>>()
        .into()
}

fn empty_text(tenant: &Tenant) -> Value {
    tenant
        .locales()
        .iter()
        .map(|locale| (locale.clone(), Value::from("")))
        .collect::<Map<_, _>>()
        .into()
}

/// A text of the settings with a key for each locale of the tenant.
fn in_every_locale(text: Value, tenant: &Tenant) -> Value {
    let mut holder = Map::from_iter([("text".to_owned(), text)]);
    localise_in(&mut holder, "text", tenant.locales());
    holder.remove("text").unwrap_or_default()
}

fn right_to_left(tenant: &Tenant) -> Value {
    let locales = tenant.locales().iter();
    locales
        .filter(|tag| {
            tag.parse::<Locale>()
                .is_ok_and(|locale| locale.is_right_to_left())
        })
        .cloned()
        .collect()
}

fn system_options(tenant: &Tenant) -> Value {
    let mut options = json!({
        "show_alerts": true,
        "due_date_from_appointment_date": false,
        "code_of_conduct_enabled": false,
        "maximum_attachments_per_record": 100,
        "allow_case_creation_from_referral": false,
        "enforce_terms_of_use": false,
        "timeframe_hours_to_assign": 3,
        "timeframe_hours_to_assign_high": 1,
        "days_since_referral_status_changed": 14,
    });
    if let (Some(Value::Object(own)), Value::Object(options)) =
        (tenant.setting("system_options"), &mut options)
    {
        options.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    options
}

fn audit_log() -> Value {
    let types: Vec<&str> = RecordType::ALL
        .into_iter()
        .map(|kind| match kind {
            RecordType::Case => "Child",
            RecordType::Incident => "Incident",
            RecordType::TracingRequest => "TracingRequest",
            RecordType::RegistryRecord => "RegistryRecord",
            RecordType::Family => "Family",
        })
        .collect();
    json!({
        "actions": [
            "attach", "create", "destroy", "failed_login", "index", "login", "logout", "show",
            "unattach", "update",
        ],
        "record_types": types,
    })
}
