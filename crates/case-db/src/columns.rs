//! The columns of `records` that lists filter and sort by, computed from a record's data.

use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_model::access::RecordFacts;
use primero_case_model::sounds::sounds;
use primero_case_model::{Record, search_fields};
use serde::Serialize;
use serde_json::Value;

/// A row of an index has to fit a third of a page, so lists sort by the beginning of a name.
const SORTED_CHARACTERS: usize = 200;
/// More digits are no telephone number.
const MOST_DIGITS: usize = 64;

/// One value for each search column; the names are the columns'.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
pub(crate) struct SearchColumns<'a> {
    short_id: Option<&'a str>,
    display_id: Option<&'a str>,
    name: Option<&'a str>,
    sort_name: Option<String>,
    age: Option<i64>,
    sex: Option<&'a str>,
    status: Option<&'a str>,
    record_state: bool,
    workflow: Option<&'a str>,
    risk_level: Option<&'a str>,
    module_id: Option<&'a str>,
    owned_by: Option<&'a str>,
    owned_by_agency_id: Option<&'a str>,
    owned_by_location: Option<&'a str>,
    owned_by_groups: Vec<&'a str>,
    assigned_user_names: Vec<&'a str>,
    associated_user_names: Vec<String>,
    associated_user_groups: Vec<String>,
    associated_user_agencies: Vec<String>,
    identified_by: Option<String>,
    location_current: Option<&'a str>,
    registration_date: Option<Date>,
    created_at: Timestamp,
    created_by: Option<&'a str>,
    last_updated_at: Option<Timestamp>,
    last_updated_by: Option<&'a str>,
    not_edited_by_owner: bool,
    flagged: bool,
    has_photo: bool,
    alert_types: Vec<&'a str>,
    identifiers: Option<String>,
    names: Option<String>,
    sounds: Vec<String>,
    phones: Vec<String>,
}

impl<'a> SearchColumns<'a> {
    /// The columns of a record. `at` is the time of its event, for a record that does not say when
    /// it was created.
    pub(crate) fn of(record: &'a Record, at: Timestamp) -> Self {
        let kind = record.record_type();
        let facts = RecordFacts::of(record);
        let name = record.text(search_fields::display_name(kind));
        // A hidden name is found by nothing: neither a search nor an order may give it away.
        let is_hidden = truth(record, "hidden_name").unwrap_or(false);
        let names = joined(record, search_fields::names(kind)).filter(|_| !is_hidden);
        Self {
            short_id: record.text("short_id"),
            display_id: record.text(search_fields::display_id(kind)),
            name,
            sort_name: name.filter(|_| !is_hidden).map(sort_text),
            age: record
                .data()
                .get("age")
                .and_then(Value::as_i64)
                .filter(fits_integer),
            sex: record.text("sex"),
            status: record.text("status"),
            record_state: truth(record, "record_state").unwrap_or(true),
            workflow: record.text("workflow"),
            risk_level: record.text("risk_level"),
            module_id: record.text("module_id"),
            owned_by: record.text("owned_by"),
            owned_by_agency_id: record.text("owned_by_agency_id"),
            owned_by_location: record.text("owned_by_location"),
            owned_by_groups: record.texts("owned_by_groups").collect(),
            assigned_user_names: record.texts("assigned_user_names").collect(),
            associated_user_names: facts.user_names.into_iter().collect(),
            associated_user_groups: facts.groups.into_iter().collect(),
            associated_user_agencies: facts.agencies.into_iter().collect(),
            identified_by: facts.identified_by,
            location_current: record.text("location_current"),
            registration_date: record
                .text("registration_date")
                .and_then(|date| date.parse().ok()),
            created_at: time(record, "created_at").unwrap_or(at),
            created_by: record.text("created_by"),
            last_updated_at: time(record, "last_updated_at"),
            last_updated_by: record.text("last_updated_by"),
            not_edited_by_owner: truth(record, "not_edited_by_owner").unwrap_or(false),
            flagged: truth(record, "flagged").unwrap_or(false),
            has_photo: truth(record, "has_photo").unwrap_or(false),
            alert_types: record.texts("current_alert_types").collect(),
            identifiers: joined(record, search_fields::identifiers(kind)),
            sounds: names.as_deref().map(sounds).unwrap_or_default(),
            names,
            phones: phones(record, search_fields::phones(kind)),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that filter asks for"
)]
fn fits_integer(number: &i64) -> bool {
    i32::try_from(*number).is_ok()
}

fn sort_text(name: &str) -> String {
    let beginning: String = name.chars().take(SORTED_CHARACTERS).collect();
    beginning.to_lowercase()
}

fn truth(record: &Record, field: &str) -> Option<bool> {
    record.data().get(field)?.as_bool()
}

fn time(record: &Record, field: &str) -> Option<Timestamp> {
    record.text(field)?.parse().ok()
}

/// The texts in some fields, in lower case, one a line: a line break cannot be searched for, so no
/// match goes across two fields.
fn joined(record: &Record, fields: &[&str]) -> Option<String> {
    let texts: Vec<String> = fields
        .iter()
        .filter_map(|field| record.text(field))
        .filter(|text| !text.is_empty())
        .map(str::to_lowercase)
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn phones(record: &Record, fields: &[&str]) -> Vec<String> {
    fields
        .iter()
        .filter_map(|field| record.text(field))
        .map(search_fields::phone_digits)
        .filter(|digits| (1..=MOST_DIGITS).contains(&digits.len()))
        .collect()
}
