//! Every mistake in a bundle is reported with its file, its place and the reason, all at once.

use std::collections::BTreeMap;

use primero_templates::{Bundle, Overlay, check, compile};

use crate::support::template;

/// What is wrong with rapid-onset after some of its files were replaced.
fn with(files: &[(&str, &str)]) -> Vec<String> {
    let mut bundle = template("rapid-onset");
    for (path, text) in files {
        bundle
            .0
            .insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    check(&bundle).iter().map(ToString::to_string).collect()
}

/// What is wrong with a small overlay on rapid-onset.
fn overlaid(path: &str, text: &str) -> Vec<String> {
    let overlay = Overlay {
        name: "county".to_owned(),
        files: Bundle([(path.to_owned(), text.as_bytes().to_vec())].into()),
    };
    match compile(&template("rapid-onset"), &[overlay], &[], &BTreeMap::new()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_bundle_without_a_manifest_is_refused() {
    let problems = check(&Bundle::default());
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].to_string(),
        "template.yaml: a template needs this file"
    );
}

#[test]
fn yaml_that_cannot_be_read_is_named_by_line() {
    let problems = with(&[("forms/extra.yaml", "unique_id: extra\nfields: [\n")]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("forms/extra.yaml: line "),
        "{problems:?}"
    );
    let problems = with(&[("forms/extra.yaml", "unique_id: a\nunique_id: b\n")]);
    assert!(
        problems[0].contains("line 2") && problems[0].contains("unique_id"),
        "{problems:?}"
    );
}

#[test]
fn hostile_files_are_refused_and_not_expanded() {
    let deep = format!("a: {}", "[".repeat(100_000));
    let level = |level: u32| {
        let copies = vec![format!("*b{}", level - 1); 8].join(", ");
        format!("b{level}: &b{level} [{copies}]\n")
    };
    let levels: Vec<String> = (1..12).map(level).collect();
    let bomb = format!("b0: &b0 [x, x, x, x, x, x, x, x]\n{}", levels.concat());
    let problems = with(&[("forms/bomb.yaml", &bomb), ("forms/deep.yaml", &deep)]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].starts_with("forms/bomb.yaml: line "),
        "{problems:?}"
    );
    assert!(
        problems[1].starts_with("forms/deep.yaml: line "),
        "{problems:?}"
    );
}

#[test]
fn a_file_in_the_wrong_place_is_refused() {
    assert_eq!(
        with(&[
            ("form/extra.yaml", "a: 1"),
            ("forms/deep/extra.yaml", "a: 1"),
            ("forms/x.json", "{}")
        ]),
        [
            "form/extra.yaml: no such place in a template: files are template.yaml, locations.yaml, agencies.yaml, user_groups.yaml or lie in forms, lookups, roles, workflows, reports, i18n, samples",
            "forms/deep/extra.yaml: no such place in a template: files are template.yaml, locations.yaml, agencies.yaml, user_groups.yaml or lie in forms, lookups, roles, workflows, reports, i18n, samples",
            "forms/x.json: expected a file that ends in .yaml",
        ]
    );
}

#[test]
fn every_mistake_of_a_form_is_reported_at_once() {
    let form = "
unique_id: extra
parent_form: case
name: Extra
order_form_group: 99
module_ids: [primeromodule-gbv]
field_defaults: {purpose: triage, sensitivity: personal, retention: case}
fields:
  - {name: Bad Name, type: text_field, display_name: Bad}
  - {name: kind, type: selectbox, display_name: Kind}
  - {name: choice, type: select_box, display_name: Choice}
  - {name: source, type: select_box, display_name: Source, option_strings_source: lookup lookup-nope}
  - {name: both, type: select_box, display_name: Both, option_strings_source: lookup lookup-gender, option_strings_text: [{id: a, display_text: A}]}
  - {name: twice, type: text_field, display_name: Twice}
  - {name: twice, type: text_field, display_name: Twice}
  - {name: rows, type: subform, display_name: Rows}
  - {name: label, type: text_field}
  - {name: kept, type: text_field, display_name: Kept, retention: forever}
  - {name: age, type: text_field, display_name: Age}
  - {name: shown, type: text_field, display_name: Shown, display_conditions_record: {equals: {sex: male}}}
  - {name: reads, type: text_field, display_name: Reads, display_conditions_record: {eq: {gendre: male}}}
";
    assert_eq!(
        with(&[("forms/extra.yaml", form)]),
        [
            "forms/extra.yaml: fields[Bad Name].name: expected lower-case letters, digits and underscores, starting with a letter",
            "forms/extra.yaml: fields[age]: form \"basic_identity\" defines a field of this name with another type",
            "forms/extra.yaml: fields[both].option_strings_text: the options already come from option_strings_source",
            "forms/extra.yaml: fields[choice]: a choice needs option_strings_source or option_strings_text",
            "forms/extra.yaml: fields[kept].retention: template.yaml has no retention rule \"forever\"",
            "forms/extra.yaml: fields[kind].type: unknown variant `selectbox`, expected one of `text_field`, `textarea`, `numeric_field`, `date_field`, `date_range`, `radio_button`, `select_box`, `tick_box`, `tally_field`, `subform`, `photo_upload_box`, `audio_upload_box`, `document_upload_box`, `signature`, `calculated`, `separator`, `custom`, `link_to_form`, `registry`",
            "forms/extra.yaml: fields[label].display_name: expected a text",
            "forms/extra.yaml: fields[reads].display_conditions_record: the rule reads \"gendre\", which no form asks",
            "forms/extra.yaml: fields[rows]: a subform needs a subform_section",
            "forms/extra.yaml: fields[shown].display_conditions_record/equals: unknown operator \"equals\"",
            "forms/extra.yaml: fields[source].option_strings_source: there is no lookup \"lookup-nope\"",
            "forms/extra.yaml: fields[twice]: the form has two fields of this name",
            "forms/extra.yaml: module_ids: there is no module \"primeromodule-gbv\"",
        ]
        .map(str::to_owned)
    );
}

#[test]
fn a_misspelt_key_is_named_with_those_that_are_known() {
    let form = "{unique_id: extra, parent_form: case, name: Extra, fields: [{name: extra, type: text_field, requird: true}]}";
    let problems = with(&[("forms/extra.yaml", form)]);
    let start = "forms/extra.yaml: fields[extra].requird: unknown field `requird`, expected one of `name`, `type`";
    assert!(
        problems.len() == 1 && problems[0].starts_with(start),
        "{problems:?}"
    );
}

#[test]
fn a_published_template_states_purpose_sensitivity_and_retention() {
    let form = "
unique_id: extra
parent_form: case
name: Extra
fields: [{name: extra, type: text_field, display_name: Extra, sensitivity: personal}]
";
    assert_eq!(
        with(&[("forms/extra.yaml", form)]),
        [
            "forms/extra.yaml: fields[extra].purpose: every question states this",
            "forms/extra.yaml: fields[extra].retention: every question states this",
        ]
    );
}

#[test]
fn a_role_is_checked_against_the_vocabulary_of_permissions() {
    let role = "
unique_id: role-extra
name: Extra
group_permission: admin_only
module_unique_ids: [primeromodule-cp]
permissions: {case: [read, fly], kase: [read], objects: {role: [role-nope]}}
form_section_read_write: {nope: r, services_section: rw}
";
    assert_eq!(
        with(&[("roles/role-other.yaml", role)]),
        [
            "roles/role-other.yaml: form_section_read_write.nope: there is no such form",
            "roles/role-other.yaml: form_section_read_write.services_section: a nested form is permitted by the form that shows it",
            "roles/role-other.yaml: permissions.case: a role that only administers reaches no records",
            "roles/role-other.yaml: permissions.case: case knows no action \"fly\"",
            "roles/role-other.yaml: permissions.kase: there is no such resource",
            "roles/role-other.yaml: permissions.objects.role: there is no role \"role-nope\"",
            "roles/role-other.yaml: unique_id: the file of role \"role-extra\" must be called role-extra.yaml",
        ]
    );
}

#[test]
fn a_role_for_referrals_sees_nothing_sensitive() {
    let role = "
unique_id: role-service-provider
name: Service provider
group_permission: self
referral_authorization: true
module_unique_ids: [primeromodule-cp]
permissions: {case: [read]}
form_section_read_write: {closure_form: r}
";
    assert_eq!(
        with(&[("roles/role-service-provider.yaml", role)]),
        [
            "roles/role-service-provider.yaml: form_section_read_write.closure_form: a role for referrals would see the sensitive field \"closure_reason\" of form \"closure_form\"",
            "roles/role-service-provider.yaml: form_section_read_write.closure_form: a role for referrals would see the sensitive field \"closure_reason_other\" of form \"closure_form\"",
        ]
    );
}

#[test]
fn a_stage_that_cannot_be_reached_or_left_is_found() {
    let workflow = "
unique_id: case
record_type: case
module_id: primeromodule-cp
lookup: lookup-workflow
initial: new
states: [{id: new}, {id: urgent_action}, {id: lost}, {id: closed, end: true}]
transitions:
  - {from: new, to: urgent_action, by: [role-nobody]}
  - {from: lost, to: closed, requires: [nothing]}
  - {from: new, to: nowhere}
";
    assert_eq!(
        with(&[("workflows/case.yaml", workflow)]),
        [
            "workflows/case.yaml: states[closed]: no way leads from the initial stage to this one",
            "workflows/case.yaml: states[lost]: lookup-workflow does not label this stage",
            "workflows/case.yaml: states[lost]: no way leads from the initial stage to this one",
            "workflows/case.yaml: states[urgent_action]: no way leads out of this stage, and it is not an end",
            "workflows/case.yaml: transitions[0].by: there is no role \"role-nobody\"",
            "workflows/case.yaml: transitions[1].requires: no form asks \"nothing\"",
            "workflows/case.yaml: transitions[2].to: there is no stage \"nowhere\"",
        ]
    );
}

#[test]
fn samples_break_no_rule_and_reach_nobody() {
    let records = "
- record_type: case
  module_id: primeromodule-cp
  owned_by: nobody
  data:
    name_first: A
    age: 99
    sex: male
    found_at: MARS
    typo: 1
    services_section: [{unique_id: r1, service_type: nope}]
";
    let users = "
- {user_name: Case Worker, full_name: X, email: x@unicef.org, role_unique_id: role-none, agency_unique_id: agency-none, user_group_unique_ids: [usergroup-none], location: MARS}
";
    let locations = "[{code: A, type: district, parent_code: B, placename: A}, {code: B, type: country, placename: B}]";
    assert_eq!(
        with(&[
            ("samples/records.yaml", records),
            ("samples/users.yaml", users),
            ("samples/locations.yaml", locations),
        ]),
        [
            "samples/locations.yaml: [A].parent_code: the parent \"B\" must stand before it",
            "samples/records.yaml: [0].data.typo: no form asks this",
            "samples/records.yaml: [0].data/age: breaks the rule \"maximum\"",
            "samples/records.yaml: [0].data/found_at: breaks the rule \"option\"",
            "samples/records.yaml: [0].data/name_last: breaks the rule \"required\"",
            "samples/records.yaml: [0].data/services_section/r1/service_type: breaks the rule \"option\"",
            "samples/records.yaml: [0].owned_by: there is no sample user \"nobody\"",
            "samples/users.yaml: [Case Worker]: a user name is lower case, without blanks",
            "samples/users.yaml: [Case Worker].agency_unique_id: there is no agency \"agency-none\"",
            "samples/users.yaml: [Case Worker].email: a sample address ends in .example",
            "samples/users.yaml: [Case Worker].location: there is no location \"MARS\"",
            "samples/users.yaml: [Case Worker].role_unique_id: there is no role \"role-none\"",
            "samples/users.yaml: [Case Worker].user_group_unique_ids: there is no user group \"usergroup-none\"",
        ]
    );
}

#[test]
fn a_translation_of_something_that_is_not_there_is_found() {
    let french = "
forms: {basic_identity: {name: Identité, fields: {nope: {display_name: X}}}}
lookups: {lookup-gender: {values: {male: Garçon, other: Autre}}}
";
    assert_eq!(
        with(&[("i18n/fr.yaml", french), ("i18n/pt.yaml", "{}")]),
        [
            "i18n/fr.yaml: forms.basic_identity.fields.nope: the template has no such field",
            "i18n/fr.yaml: lookups.lookup-gender.values.other: the template has no such option",
            "i18n/pt.yaml: template.yaml does not list the language \"pt\"",
        ]
    );
}

#[test]
fn an_overlay_changes_a_field_and_adds_a_location() {
    let overlay = Overlay::from_flat_files(
        "county",
        BTreeMap::from([
            (
                "forms.basic_identity.yaml".to_owned(),
                b"fields: [{name: name_nickname, display_name: {en: Pet name}}, {name: found_by, remove: true}]".to_vec(),
            ),
            (
                "locations.yaml".to_owned(),
                b"[{code: KE, type: country, placename: Kenya}, {code: KE047, type: county, parent_code: KE, placename: Nairobi}]".to_vec(),
            ),
        ]),
    );
    let bundle = template("rapid-onset");
    let configuration =
        compile(&bundle, &[overlay], &[], &BTreeMap::new()).expect("the overlay fits");
    let form = configuration
        .forms
        .iter()
        .find(|form| form.unique_id == "basic_identity");
    let form = form.expect("the section");
    let nickname = form.field("name_nickname").expect("the field");
    assert_eq!(nickname.display_name.get("en"), Some("Pet name"));
    assert_eq!(nickname.display_name.get("fr"), Some("Surnom à la maison"));
    assert!(form.field("found_by").is_none());
    assert_eq!(configuration.locations[1].admin_level, 1);
}

#[test]
fn a_mistake_in_an_overlay_is_named_by_the_overlay() {
    assert_eq!(
        overlaid(
            "forms/basic_identity.yaml",
            "fields: [{name: age, option_strings_source: lookup lookup-gender}]"
        ),
        [
            "forms/basic_identity.yaml: fields[age].option_strings_source: only a radio_button or select_box takes options, not from lookup lookup-gender"
        ]
    );
    let problems = overlaid("forms/basic_identity.yaml", "fields: [");
    assert!(
        problems[0].starts_with("county:forms/basic_identity.yaml: line "),
        "{problems:?}"
    );
}
