//! The names of system settings: which are columns of API v2, which are its `system_options`, and
//! which switch something on in the server alone.

use serde_json::{Map, Value};

/// The settings that API v2 shows as columns of its one row.
pub(crate) const COLUMNS: [&str; 20] = [
    "age_ranges",
    "approval_forms_to_alert",
    "approvals_labels_i18n",
    "auto_populate_list",
    "base_language",
    "case_code_format",
    "case_code_separator",
    "changes_field_to_form",
    "config_update_lock",
    "configuration_file_version",
    "duplicate_export_field",
    "export_config_id",
    "export_require_password",
    "incident_reporting_location_config",
    "location_limit_for_api",
    "primary_age_range",
    "terms_of_use_acknowledge",
    "terms_of_use_agency_sign",
    "unhcr_needs_codes_mapping",
    "welcome_email_text_i18n",
];

/// The settings that stand inside `system_options`.
const OPTIONS: [&str; 23] = [
    "allow_case_creation_from_referral",
    "code_of_conduct_enabled",
    "days_since_referral_status_changed",
    "default_phone_format",
    "due_date_from_appointment_date",
    "duplicate_field_to_form",
    "enforce_terms_of_use",
    "field_labels_i18n",
    "maximum_attachments_per_record",
    "maximum_attachments_space",
    "maximum_attachments_space_warning",
    "maximum_users",
    "maximum_users_warning",
    "phone_formats",
    "registration_streams",
    "registration_streams_consent_text_i18n",
    "registration_streams_link_labels_i18n",
    "registry_types",
    "reporting_location_i18n",
    "show_alerts",
    "system_name",
    "timeframe_hours_to_assign",
    "timeframe_hours_to_assign_high",
];

/// The column that holds the options.
pub(crate) const OPTIONS_KEY: &str = "system_options";

/// Puts values where they belong: an option into `system_options`, everything else beside it. Other
/// settings stay as they are; `null` removes one.
pub(crate) fn merge(settings: &mut Map<String, Value>, values: &Map<String, Value>) {
    for (name, value) in values {
        match (name.as_str(), value) {
            (OPTIONS_KEY, Value::Object(options)) => options_of(settings).extend(options.clone()),
            (name, value) if OPTIONS.contains(&name) => set(options_of(settings), name, value),
            (name, value) => set(settings, name, value),
        }
    }
}

fn set(settings: &mut Map<String, Value>, name: &str, value: &Value) {
    if value.is_null() {
        settings.remove(name);
    } else {
        settings.insert(name.to_owned(), value.clone());
    }
}

fn options_of(settings: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let options = settings
        .entry(OPTIONS_KEY)
        .and_modify(|options| {
            if !options.is_object() {
                *options = Value::Object(Map::new());
            }
        })
        .or_insert_with(|| Value::Object(Map::new()));
    options
        .as_object_mut()
        .expect("it was made an object above")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_option_goes_where_api_v2_looks_for_it() {
        let mut settings = Map::new();
        let values = json!({
            "webpush": true,
            "maximum_attachments_per_record": 2,
            "system_options": {"show_alerts": false},
        });
        merge(&mut settings, values.as_object().unwrap());
        merge(&mut settings, json!({"webpush": null}).as_object().unwrap());
        let options = json!({"maximum_attachments_per_record": 2, "show_alerts": false});
        assert_eq!(Value::Object(settings), json!({"system_options": options}));
    }
}
