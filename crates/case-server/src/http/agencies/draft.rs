//! An agency out of what a client sends, and what makes one invalid.

use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, FieldError};
use primero_kernel::UniqueId;
use primero_templates::configuration::Agency;
use serde_json::{Map, Value, json};

use crate::http::localised_input::{is_readable, merge_text};
use crate::http::sent_text::SentText;
use crate::tenant::Tenant;

/// A new agency; its code is its id where none is sent.
pub(super) fn new(data: &Map<String, Value>, tenant: &Tenant) -> Agency {
    let mut agency = changed(Agency::default(), data, tenant);
    let sent = data.get("unique_id").and_then(Value::as_str);
    let unique_id = sent.filter(|id| !id.trim().is_empty());
    unique_id
        .unwrap_or(&agency.agency_code)
        .clone_into(&mut agency.unique_id);
    agency
}

/// An agency with the keys of `data` laid over it. Its id never changes: users and records name the
/// agency by it.
pub(super) fn changed(mut agency: Agency, data: &Map<String, Value>, tenant: &Tenant) -> Agency {
    merge_text(&mut agency.name, data.get("name"), tenant);
    merge_text(&mut agency.description, data.get("description"), tenant);
    for (field, key) in [
        (&mut agency.agency_code, "agency_code"),
        (&mut agency.telephone, "telephone"),
    ] {
        SentText::of(data, key).over_text(field);
    }
    for (field, key) in [
        (&mut agency.contact_email, "contact_email"),
        (&mut agency.contact_name, "contact_name"),
        (&mut agency.contact_phone, "contact_phone"),
        (&mut agency.notes, "notes"),
    ] {
        SentText::of(data, key).over(field);
    }
    for (field, key) in [
        (&mut agency.disabled, "disabled"),
        (&mut agency.logo_enabled, "logo_enabled"),
        (&mut agency.pdf_logo_option, "pdf_logo_option"),
        (&mut agency.terms_of_use_enabled, "terms_of_use_enabled"),
    ] {
        match data.get(key) {
            Some(Value::Bool(sent)) => *field = *sent,
            Some(Value::Null) => *field = false,
            _ => {}
        }
    }
    let order = data.get("order").and_then(Value::as_i64);
    if let Some(order) = order.and_then(|order| i32::try_from(order).ok()) {
        agency.order = order;
    }
    match data.get("services") {
        Some(Value::Array(sent)) => {
            let services = sent.iter().filter_map(Value::as_str);
            agency.services = services.map(str::to_owned).collect();
        }
        Some(Value::Null) => agency.services.clear(),
        _ => {}
    }
    agency
}

/// Everything that is wrong with an agency.
pub(super) fn mistakes(agency: &Agency, tenant: &Tenant) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, rule: &str| {
        mistakes.push(FieldError::new(
            field,
            format!("errors.models.agency.{rule}"),
        ));
    };
    if agency.agency_code.trim().is_empty() {
        wrong("agency_code", "code_present");
    }
    if !is_readable(&agency.name, tenant) {
        wrong("name", "name_present");
    }
    // Without a code there is no id either, which is one mistake, not two.
    let is_id = agency.unique_id.parse::<UniqueId>().is_ok();
    if !is_id && !agency.unique_id.is_empty() {
        wrong("unique_id", "unique_id_format");
    }
    mistakes
}

/// The agency as it is stored.
pub(super) fn object(agency: &Agency) -> Result<NewObject, ApiError> {
    Ok(NewObject {
        kind: ObjectKind::Agency,
        unique_id: agency.unique_id.parse().map_err(ApiError::internal)?,
        document: json!(agency),
    })
}
