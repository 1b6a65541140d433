//! Fields that a record has without a form, and what a client may see or write of them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use primero_case_model::access::Actor;
use primero_case_model::event::timestamp_value;
use primero_case_model::{RecordAction, RecordType};
use serde_json::Value;

use super::field_rights::FieldRights;

/// Fields that everybody sees who may read the record.
const VISIBLE: [&str; 36] = [
    "status",
    "workflow",
    "module_id",
    "record_state",
    "short_id",
    "unique_identifier",
    "case_id",
    "case_id_display",
    "incident_id",
    "incident_code",
    "incident_case_id",
    "source_case_display_id",
    "tracing_request_id",
    "case_status_reopened",
    "owned_by",
    "owned_by_full_name",
    "owned_by_agency_id",
    "owned_by_agency_office",
    "owned_by_groups",
    "owned_by_location",
    "previously_owned_by",
    "previously_owned_by_full_name",
    "previously_owned_by_agency",
    "assigned_user_names",
    "associated_user_names",
    "associated_user_groups",
    "associated_user_agencies",
    "created_by",
    "created_by_agency",
    "created_by_user_group",
    "created_organization",
    "created_at",
    "posted_at",
    "last_updated_at",
    "last_updated_by",
    "reporting_location_hierarchy",
];

/// Statuses that the wire contract knows.
const STATUSES: [&str; 4] = ["open", "closed", "transferred", "identified"];

/// Whether somebody sees a field of a record of this type without a form.
pub(in crate::http) fn is_visible(actor: &Actor, kind: RecordType, field: &str) -> bool {
    VISIBLE.contains(&field) || is_own_number(kind, field) || FieldRights(actor).shows(kind, field)
}

/// The numbers by which people know a record of the type.
fn is_own_number(kind: RecordType, field: &str) -> bool {
    match kind {
        RecordType::RegistryRecord => matches!(field, "registry_id" | "registry_id_display"),
        RecordType::Family => matches!(field, "family_id" | "family_id_display"),
        RecordType::Case | RecordType::Incident | RecordType::TracingRequest => false,
    }
}

/// What a value of a system field has to be; `None` for what is no system field that a client
/// writes.
pub(super) fn is_valid(
    (actor, kind): (&Actor, RecordType),
    action: Option<RecordAction>,
    (field, value): (&str, &Value),
    modules: &[&str],
) -> Option<bool> {
    let text = value.as_str();
    let one_of = |known: &[&str]| text.is_some_and(|text| known.contains(&text));
    let text_or_null = value.is_string() || value.is_null();
    if FieldRights::is_guarded_write(field) && !FieldRights(actor).writes(kind, field) {
        return None;
    }
    Some(match field {
        "id" => is_uuid(value),
        "incident_case_id" | "family_id" => is_uuid(value) || value.is_null(),
        "status" => one_of(&STATUSES) || value.is_null(),
        "record_state" => value.is_boolean(),
        "case_status_reopened" | "hidden_name" => value.is_boolean() || value.is_null(),
        "module_id" => one_of(modules),
        "owned_by"
        | "source_case_display_id"
        | "reporting_location_hierarchy"
        | "state"
        | "sync_status" => text_or_null,
        "created_at" => moment(value).is_some(),
        "synced_at" => value.is_null() || moment(value).is_some(),
        _ if FieldRights::is_guarded_write(field) => text_or_null || value.is_boolean(),
        _ => return action.and_then(|_| is_valid_in_action(field, value)),
    })
}

/// The same for the fields that no update writes, but an action that has them.
fn is_valid_in_action(field: &str, value: &Value) -> Option<bool> {
    Some(match field {
        "date_closure" => value.is_null() || is_date(value),
        "workflow" => value.is_string(),
        "registry_record_id" | "family_member_id" => value.is_null() || is_uuid(value),
        "identified_by" => value.is_null() || value.is_string(),
        _ => return None,
    })
}

/// A valid value as it is stored: moments in UTC to the millisecond, so that their order is that of
/// their texts.
pub(super) fn stored(field: &str, value: &Value) -> Value {
    let is_moment = matches!(field, "created_at" | "synced_at");
    let moment = is_moment.then(|| moment(value)).flatten();
    moment.map_or_else(|| value.clone(), timestamp_value)
}

/// The moment that a value names; a day stands for its beginning.
fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    text.parse().ok().or_else(|| {
        let day: Date = text.parse().ok()?;
        Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// A UUID in lower case, hyphenated: the only form in which clients make ids.
pub(super) fn is_uuid(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 36
        && uuid::Uuid::parse_str(text).is_ok()
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_date(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 10 && text.parse::<Date>().is_ok()
}
