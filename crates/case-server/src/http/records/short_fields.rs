//! The fields of `fields=short`, which lists show.

use primero_case_model::RecordType;

const COMMON: [&str; 9] = [
    "created_at",
    "owned_by",
    "owned_by_agency_id",
    "photos",
    "flag_count",
    "status",
    "record_in_scope",
    "short_id",
    "alert_count",
];

/// Whether a field belongs to the short form of a record.
pub(super) fn is_short(record_type: RecordType, field: &str) -> bool {
    let own: &[&str] = match record_type {
        RecordType::Case => &[
            "case_id_display",
            "name",
            "survivor_code_no",
            "age",
            "sex",
            "registration_date",
            "hidden_name",
            "workflow",
            "case_status_reopened",
            "module_id",
            "registry_record_id",
            "client_code",
            "gender",
            "reporting_location_hierarchy",
            "location_current",
        ],
        RecordType::Incident => &[
            "date_of_interview",
            "date_of_incident",
            "violence_type",
            "incident_location",
            "violations",
            "social_worker",
            "date_of_first_report",
            "cp_incident_violence_type",
            "reporting_location_hierarchy",
            "gbv_sexual_violence_type",
            "incident_date",
            "survivor_code",
            "violation_category",
            "incident_date_derived",
        ],
        RecordType::TracingRequest => &["relation_name", "inquiry_date", "tracing_names"],
        RecordType::RegistryRecord => &[
            "registry_type",
            "registry_id_display",
            "name",
            "registration_date",
            "module_id",
            "location_current",
            "registry_no",
        ],
        RecordType::Family => &[
            "family_registration_date",
            "family_id_display",
            "family_name",
            "family_number",
            "module_id",
            "family_location_current",
        ],
    };
    COMMON.contains(&field) || own.contains(&field)
}
