//! `cpims-plus` holds what integrations and countries expect of it.

use std::collections::{BTreeMap, BTreeSet};

use primero_forms::{FieldType, RecordType};
use primero_templates::{Configuration, compile};

use crate::support::template;

const LOOKUPS: [&str; 60] = [
    "location-type",
    "country",
    "nationality",
    "ethnicity",
    "language",
    "religion",
    "case-status",
    "conference-case-status",
    "incident-status",
    "displacement-status",
    "protection-status",
    "verification-status",
    "risk-level",
    "cp-violence-type",
    "armed-force-group-type",
    "armed-force-group-name",
    "separation-cause",
    "service-type",
    "followup-type",
    "protection-concerns",
    "unhcr-needs-codes",
    "yes-no",
    "yes-no-unknown",
    "yes-no-undecided",
    "yes-no-duration",
    "care-arrangements-type",
    "caregiver-change-reason",
    "approval-type",
    "gbv-approval-types",
    "approval-status",
    "gender",
    "inquiry-status",
    "service-referred",
    "workflow",
    "service-implemented",
    "service-response-type",
    "marital-status",
    "marital-status-with-spouse",
    "perpetrator-relationship",
    "time-of-day",
    "incident-location",
    "incident-identification",
    "disability-type",
    "transition-type",
    "age-group-type",
    "assessment-progress",
    "further-action_needed",
    "family-relationship",
    "tracing-status",
    "form-group-cp-case",
    "form-group-cp-tracing-request",
    "form-group-cp-incident",
    "form-group-cp-registry-record",
    "form-group-cp-family",
    "agency-office",
    "registry-status",
    "registry-category",
    "family-type",
    "special-needs",
    "disability-communication-best-means",
];

fn cpims_plus() -> Configuration {
    compile(&template("cpims-plus"), &[], &[], &BTreeMap::new()).expect("the template compiles")
}

#[test]
fn the_sixty_lookups_of_api_v2_are_there() {
    let configuration = cpims_plus();
    let ids: BTreeSet<&str> = configuration
        .lookups
        .iter()
        .filter_map(|lookup| lookup.unique_id.strip_prefix("lookup-"))
        .collect();
    let missing: Vec<&str> = LOOKUPS.into_iter().filter(|id| !ids.contains(id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn long_lists_have_every_option() {
    let configuration = cpims_plus();
    let count = |id: &str| {
        let lookups = &configuration.lookups;
        lookups
            .iter()
            .find(|lookup| lookup.unique_id == id)
            .map(|lookup| lookup.values.len())
    };
    assert_eq!(count("lookup-country"), Some(197));
    assert_eq!(count("lookup-unhcr-needs-codes"), Some(36));
    assert_eq!(count("lookup-protection-concerns"), Some(18));
    assert_eq!(count("lookup-special-needs"), Some(18));
    assert_eq!(count("lookup-location-type"), Some(26));
}

#[test]
fn every_kind_of_record_has_its_sections_and_a_sample() {
    let configuration = cpims_plus();
    for record_type in RecordType::ALL {
        let mut forms = configuration.forms.iter();
        assert!(
            forms.any(|form| form.parent_form == record_type),
            "{record_type} has no section"
        );
        let mut samples = configuration.samples.records.iter();
        assert!(
            samples.any(|record| record.record_type == record_type),
            "{record_type} has no sample"
        );
    }
}

#[test]
fn the_samples_answer_every_section_that_a_person_fills_in_by_typing() {
    let configuration = cpims_plus();
    let samples = &configuration.samples.records;
    for form in configuration.forms.iter().filter(|form| !form.is_nested) {
        let typed: Vec<&str> = form
            .fields
            .iter()
            .filter(|field| field.field_type.stores_answer() && !field.disabled)
            .filter(|field| field.field_type != FieldType::Calculated)
            .map(|field| field.name.as_str())
            .collect();
        let answered = samples
            .iter()
            .filter(|record| record.record_type == form.parent_form)
            .any(|record| typed.iter().any(|name| record.data.contains_key(*name)));
        assert!(
            typed.is_empty() || answered,
            "no sample answers {}",
            form.unique_id
        );
    }
}

#[test]
fn every_language_is_complete_for_forms_and_lookups() {
    let configuration = cpims_plus();
    for language in ["en", "fr", "es", "ar"] {
        for form in &configuration.forms {
            for field in form.fields.iter().filter(|f| f.field_type.stores_answer()) {
                let (id, name) = (&form.unique_id, &field.name);
                let label = &field.display_name;
                assert!(label.get(language).is_some(), "{language}: {id}.{name}");
            }
        }
        for lookup in &configuration.lookups {
            for option in &lookup.values {
                let (id, value) = (&lookup.unique_id, &option.id);
                let label = &option.display_text;
                assert!(label.get(language).is_some(), "{language}: {id}.{value}");
            }
        }
    }
}

#[test]
fn cpims_plus_has_the_sections_roles_and_users_it_promises() {
    let configuration = cpims_plus();
    insta::assert_yaml_snapshot!(serde_json::json!({
        "forms": configuration.forms.iter().map(|form| format!(
            "{} {}{}: {}",
            form.parent_form,
            form.unique_id,
            if form.is_nested { " (nested)" } else { "" },
            form.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" "),
        )).collect::<Vec<_>>(),
        "roles": configuration.roles.iter().map(|role| role.unique_id.as_str()).collect::<Vec<_>>(),
        "users": configuration.samples.users.iter().map(|user| format!("{} {}", user.user_name, user.role_unique_id)).collect::<Vec<_>>(),
    }));
}
