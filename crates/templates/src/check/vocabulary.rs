//! Names that a template may use without defining them, and how names are written.

/// Answers that every record has, whatever its forms.
const RECORD_FIELDS: [&str; 23] = [
    "id",
    "short_id",
    "status",
    "workflow",
    "module_id",
    "record_state",
    "registration_date",
    "owned_by",
    "owned_by_full_name",
    "owned_by_agency_id",
    "owned_by_groups",
    "owned_by_location",
    "owned_by_agency_office",
    "previously_owned_by",
    "associated_user_names",
    "assigned_user_names",
    "created_by",
    "created_at",
    "created_organization",
    "last_updated_at",
    "last_updated_by",
    "case_id_display",
    "case_status_reopened",
];

/// Whether every record has an answer of this name.
pub(super) fn is_record_field(name: &str) -> bool {
    RECORD_FIELDS.contains(&name)
}

/// Columns of a list that are not answers.
const LIST_COLUMNS: [&str; 8] = [
    "alert_count",
    "flag_count",
    "photo",
    "social_worker",
    "complete",
    "family",
    "case_opened",
    "tracing_status",
];

/// Whether a list may have a column of this name without a field.
pub(super) fn is_list_column(name: &str) -> bool {
    is_record_field(name) || LIST_COLUMNS.contains(&name)
}

/// Columns that API v2 makes of a person's name or picture.
const IDENTIFYING_COLUMNS: [&str; 2] = ["name", "photo"];

/// Whether a column of this name shows who a person is, whatever the forms say.
pub(super) fn is_identifying_column(name: &str) -> bool {
    IDENTIFYING_COLUMNS.contains(&name)
}

/// API v2's modules for gender-based violence and for grave violations against children.
const FACELESS_MODULES: [&str; 2] = ["primeromodule-gbv", "primeromodule-mrm"];

/// Whether lists of this module show nobody's name or face.
pub(super) fn is_faceless(module_id: &str) -> bool {
    FACELESS_MODULES.contains(&module_id)
}

/// Filters of a list that are not fields.
const LIST_FILTERS: [&str; 12] = [
    "my_cases",
    "flagged",
    "age_range",
    "age_ranges",
    "social_worker",
    "agency",
    "user_group",
    "enabled",
    "no_activity",
    "dates",
    "cases_by_date",
    "reporting_location",
];

/// Whether a list may have a filter of this name without a field.
pub(super) fn is_list_filter(name: &str) -> bool {
    is_record_field(name) || LIST_FILTERS.contains(&name)
}

/// Whether the first administrator of an instance gets this role.
pub(super) fn is_administrator(role: &str) -> bool {
    role.ends_with("instance-admin")
}

/// Lower-case letters, digits and dashes, starting with a letter.
pub(super) fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// API v2's rule for the names of fields and sections.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// An option id: printable ASCII without blanks, so that it survives every export.
pub(super) fn is_option_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}
