//! The fields by which API v2 finds records: identifiers, names, telephone numbers.

use crate::RecordType;

/// Fields that a search by identifier looks into, by substring.
pub const fn identifiers(record_type: RecordType) -> &'static [&'static str] {
    match record_type {
        RecordType::Case => &[
            "unique_identifier",
            "short_id",
            "case_id_display",
            "case_id",
            "client_code",
            "ration_card_no",
            "icrc_ref_no",
            "rc_id_no",
            "unhcr_id_no",
            "unhcr_individual_no",
            "un_no",
            "other_agency_id",
            "survivor_code_no",
            "national_id_no",
            "other_id_no",
            "biometrics_id",
            "family_count_no",
            "dss_id",
            "camp_id",
            "tent_number",
            "nfi_distribution_id",
            "oscar_number",
            "registry_no",
            "family_number",
        ],
        RecordType::Incident => &[
            "incident_id",
            "incident_code",
            "monitor_number",
            "survivor_code",
            "incidentid_ir",
            "short_id",
        ],
        RecordType::TracingRequest => &["tracing_request_id", "short_id"],
        RecordType::RegistryRecord => &["registry_id", "short_id", "registry_no"],
        RecordType::Family => &["family_id", "short_id", "family_number"],
    }
}

/// Fields that a search by name looks into.
pub const fn names(record_type: RecordType) -> &'static [&'static str] {
    match record_type {
        RecordType::Case => &["name", "name_nickname", "name_other"],
        RecordType::Incident => &["super_incident_name", "incident_description"],
        RecordType::TracingRequest => &["relation_name", "relation_nickname"],
        RecordType::RegistryRecord => &["name"],
        RecordType::Family => &["family_name"],
    }
}

/// Fields that a search by telephone number looks into, by equal digits.
pub const fn phones(record_type: RecordType) -> &'static [&'static str] {
    match record_type {
        RecordType::Case => &[
            "telephone_current",
            "telephone_child_future",
            "telephone_caregivers",
            "telephone_future_caregivers",
            "telephone_last",
            "telephone_searchable_1",
            "telephone_searchable_2",
            "telephone_searchable_3",
        ],
        RecordType::Incident
        | RecordType::TracingRequest
        | RecordType::RegistryRecord
        | RecordType::Family => &[],
    }
}

/// The field that lists show as the name.
pub const fn display_name(record_type: RecordType) -> &'static str {
    match record_type {
        RecordType::Case | RecordType::RegistryRecord => "name",
        RecordType::Incident => "super_incident_name",
        RecordType::TracingRequest => "relation_name",
        RecordType::Family => "family_name",
    }
}

/// The field that lists show as the number.
pub const fn display_id(record_type: RecordType) -> &'static str {
    match record_type {
        RecordType::Case => "case_id_display",
        RecordType::Incident => "incident_code",
        RecordType::TracingRequest => "short_id",
        RecordType::RegistryRecord => "registry_id_display",
        RecordType::Family => "family_id_display",
    }
}

/// The digits of a telephone number, which are what is compared.
pub fn phone_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
