//! Fields that every record has without a form, and the clients' right to see or write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use primero_case_model::RecordAction;
use primero_case_model::event::timestamp_value;
use serde_json::Value;

/// Fields that everybody sees who may read the record.
const VISIBLE: [&str; 38] = [
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
    "tracing_request_id",
    "registry_id",
    "registry_id_display",
    "family_id_display",
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
    "hidden_name",
    "reporting_location_hierarchy",
];

/// Statuses that the wire contract knows.
const STATUSES: [&str; 4] = ["open", "closed", "transferred", "identified"];

/// Whether a field belongs to every record.
pub(super) fn is_visible(field: &str) -> bool {
    VISIBLE.contains(&field)
}

/// What a value of a system field has to be; `None` for what is no system field that a client
/// writes.
pub(super) fn is_valid(
    action: Option<RecordAction>,
    field: &str,
    value: &Value,
    modules: &[&str],
) -> Option<bool> {
    let text = value.as_str();
    let one_of = |known: &[&str]| text.is_some_and(|text| known.contains(&text));
    let text_or_null = value.is_string() || value.is_null();
    Some(match field {
        "id" | "incident_case_id" | "family_id" => {
            is_uuid(value) || (field != "id" && value.is_null())
        }
        "status" => one_of(&STATUSES) || value.is_null(),
        "record_state" => value.is_boolean(),
        "case_status_reopened" | "hidden_name" => value.is_boolean() || value.is_null(),
        "module_id" => one_of(modules),
        "owned_by" | "source_case_display_id" | "reporting_location_hierarchy" | "state" => {
            text_or_null
        }
        "created_at" => moment(value).is_some(),
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

/// Whether a field belongs to an action, so that whoever just wrote it by one sees it.
pub(super) fn is_of_action(field: &str) -> bool {
    RecordAction::ALL
        .iter()
        .any(|action| action.fields().contains(&field))
}

/// A valid value as it is stored: moments in UTC to the millisecond, so that their order is that of
/// their texts.
pub(super) fn stored(field: &str, value: &Value) -> Value {
    let moment = (field == "created_at").then(|| moment(value)).flatten();
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
