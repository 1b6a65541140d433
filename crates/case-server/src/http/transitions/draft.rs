//! What a client says about a new transition.

use primero_case_model::transition::Words;
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use crate::http::below_record::in_order;

/// A transition that is asked for. Empty texts and nulls say nothing.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub(super) struct Draft {
    pub(super) to: Option<String>,
    pub(super) remote: bool,
    pub(super) consent_overridden: bool,
    pub(super) consent_individual_transfer: bool,
    pub(super) allow_case_creation: bool,
    pub(super) words: Words,
    /// The receiver asked for it, and the owner granted that.
    pub(super) is_granted: bool,
}

impl Draft {
    /// Reads the client's data.
    pub(super) fn read(data: &Map<String, Value>) -> Self {
        let text = |key: &str| text(data, key);
        let truth = |key: &str| is_true(data, key);
        Self {
            to: text("transitioned_to"),
            remote: truth("remote"),
            consent_overridden: truth("consent_overridden"),
            consent_individual_transfer: truth("consent_individual_transfer"),
            allow_case_creation: truth("allow_case_creation"),
            is_granted: false,
            words: Words {
                notes: text("notes"),
                transitioned_to_agency: text("transitioned_to_agency"),
                transitioned_to_remote: text("transitioned_to_remote"),
                service: text("service"),
                service_record_id: text("service_record_id"),
                type_of_export: text("type_of_export"),
                authorized_role_unique_id: text("authorized_role_unique_id"),
            },
        }
    }
}

/// A text that says something.
pub(super) fn text(data: &Map<String, Value>, key: &str) -> Option<String> {
    let text = data.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

pub(super) fn is_true(data: &Map<String, Value>, key: &str) -> bool {
    match data.get(key) {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::String(text)) => text == "true",
        Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// The ids that a request about several records names.
pub(super) fn ids(data: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
    let ids = data.get("ids").and_then(Value::as_array);
    let ids: Vec<String> = ids
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    if ids.is_empty() {
        let text = "param is missing or the value is empty or invalid: ids";
        return Err(ApiError::Unprocessable(text.to_owned()));
    }
    in_order(ids)
}
