//! A place out of what a client sends.

use primero_case_db::locations::{Location, NewLocation};
use primero_forms::LocalizedText;
use primero_http_kit::FieldError;
use primero_kernel::UniqueId;
use serde_json::{Map, Value};

use crate::http::localised_input::{is_readable, merge_text};
use crate::tenant::Tenant;

/// A new place, or everything that is wrong with it. How deep it lies follows from its parent.
pub(super) fn new(
    data: &Map<String, Value>,
    tenant: &Tenant,
) -> Result<NewLocation, Vec<FieldError>> {
    let text = |key: &str| match data.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let mut placename = LocalizedText::default();
    merge_text(&mut placename, data.get("placename"), tenant);
    let location = NewLocation {
        code: text("code"),
        location_type: text("type"),
        placename,
        parent_code: Some(text("parent_code")).filter(|code| !code.is_empty()),
        disabled: data.get("disabled") == Some(&Value::Bool(true)),
    };
    let mistakes = mistakes(&location, tenant);
    if mistakes.is_empty() {
        Ok(location)
    } else {
        Err(mistakes)
    }
}

/// A place with the keys of `data` laid over it. Code and parent never change.
pub(super) fn changed(
    location: Location,
    data: &Map<String, Value>,
    tenant: &Tenant,
) -> Result<NewLocation, Vec<FieldError>> {
    let mut location = NewLocation {
        code: location.code,
        location_type: location.location_type,
        placename: location.placename,
        parent_code: location.parent_code,
        disabled: location.disabled,
    };
    merge_text(&mut location.placename, data.get("placename"), tenant);
    if let Some(Value::String(kind)) = data.get("type") {
        location.location_type.clone_from(kind);
    }
    if let Some(Value::Bool(disabled)) = data.get("disabled") {
        location.disabled = *disabled;
    }
    if is_readable(&location.placename, tenant) {
        Ok(location)
    } else {
        Err(vec![wrong("placename", "placename_presence")])
    }
}

fn mistakes(location: &NewLocation, tenant: &Tenant) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    if location.code.is_empty() {
        mistakes.push(wrong("location_code", "code_presence"));
    } else if location.code.parse::<UniqueId>().is_err() {
        mistakes.push(wrong("location_code", "code_format"));
    } else if tenant.locations().by_code(&location.code).is_some() {
        mistakes.push(wrong("location_code", "unique_location_code"));
    }
    if !is_readable(&location.placename, tenant) {
        mistakes.push(wrong("placename", "placename_presence"));
    }
    let parent = location.parent_code.as_deref();
    if parent.is_some_and(|code| tenant.locations().by_code(code).is_none()) {
        mistakes.push(wrong("parent_code", "parent_presence"));
    }
    mistakes
}

/// A field of a place and the rule that it breaks.
pub(super) fn wrong(field: &str, rule: &str) -> FieldError {
    FieldError::new(field, format!("errors.models.location.{rule}"))
}
