//! Every template of the library checks clean, packs, and compiles to what it promises.

use std::collections::BTreeMap;

use primero_forms::RecordType;
use primero_templates::{Bundle, Configuration, check, compile};

use crate::support::{library, template};

fn rapid_onset() -> Configuration {
    compile(&template("rapid-onset"), &[], &[], &BTreeMap::new()).expect("the template compiles")
}

#[test]
fn every_template_of_the_library_checks_clean() {
    let templates = library();
    assert!(!templates.is_empty());
    for (name, bundle) in templates {
        let problems: Vec<String> = check(&bundle).iter().map(ToString::to_string).collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_template_survives_packing() {
    for (name, bundle) in library() {
        let packed = bundle.pack().expect("a template is text");
        assert!(
            packed.len() < 900 * 1024,
            "{name} needs more than one ConfigMap"
        );
        assert_eq!(Bundle::unpack(&packed).expect("unpacks"), bundle, "{name}");
    }
}

#[test]
fn a_configuration_survives_its_own_json() {
    let configuration = rapid_onset();
    let json = serde_json::to_string(&configuration).expect("plain data");
    let read: Configuration = serde_json::from_str(&json).expect("its own form");
    assert_eq!(read, configuration);
}

#[test]
fn rapid_onset_asks_22_questions_before_services_and_8_to_begin_with() {
    let configuration = rapid_onset();
    let sections: Vec<_> = configuration
        .forms
        .iter()
        .filter(|form| form.parent_form == RecordType::Case && !form.is_nested)
        .collect();
    let before_services = sections
        .iter()
        .take_while(|form| form.unique_id != "services")
        .map(|form| form.fields.len())
        .sum::<usize>();
    assert_eq!(before_services, 22);
    let quick: Vec<&str> = sections
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.quick)
        .map(|field| field.name.as_str())
        .collect();
    let module = configuration.modules.first().expect("one module");
    assert_eq!(quick, module.module_options.quick_register);
    assert_eq!(quick.len(), 8);
}

#[test]
fn rapid_onset_has_the_sections_roles_and_samples_it_promises() {
    let configuration = rapid_onset();
    let ids = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    insta::assert_yaml_snapshot!(serde_json::json!({
        "languages": configuration.languages,
        "forms": configuration.forms.iter().map(|form| format!(
            "{} {}{}: {}",
            form.parent_form,
            form.unique_id,
            if form.is_nested { " (nested)" } else { "" },
            form.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" "),
        )).collect::<Vec<_>>(),
        "lookups": configuration.lookups.iter().map(|lookup| format!(
            "{}: {}",
            lookup.unique_id,
            lookup.values.iter().map(|option| option.id.as_str()).collect::<Vec<_>>().join(" "),
        )).collect::<Vec<_>>(),
        "roles": ids(configuration.roles.iter().map(|role| role.unique_id.clone()).collect()),
        "users": configuration.samples.users.iter().map(|user| format!("{} {}", user.user_name, user.role_unique_id)).collect::<Vec<_>>(),
        "records": configuration.samples.records.len(),
    }));
}

#[test]
fn the_instance_administrator_reads_no_case() {
    let configuration = rapid_onset();
    let admin = configuration
        .roles
        .iter()
        .find(|role| role.unique_id == "role-instance-admin")
        .expect("every template has it");
    assert!(!admin.permissions.actions.contains_key("case"));
    assert!(admin.form_section_read_write.is_empty());
}

#[test]
fn english_is_complete_and_every_label_and_option_is_in_three_more_languages() {
    let configuration = rapid_onset();
    let english = configuration.language_coverage["en"];
    assert_eq!(english.translated, english.total);
    for form in &configuration.forms {
        for language in ["fr", "es", "ar"] {
            let id = &form.unique_id;
            assert!(
                form.name.get(language).is_some(),
                "{id} has no {language} name"
            );
            for field in &form.fields {
                let (name, label) = (&field.name, &field.display_name);
                assert!(
                    label.get(language).is_some(),
                    "{id}.{name} has no {language} label"
                );
                for option in &field.option_strings_text {
                    let text = &option.display_text;
                    assert!(text.get(language).is_some(), "{id}.{name}: {}", option.id);
                }
            }
        }
    }
    for lookup in &configuration.lookups {
        for option in &lookup.values {
            for language in ["fr", "es", "ar"] {
                assert!(
                    option.display_text.get(language).is_some(),
                    "{} {}",
                    lookup.unique_id,
                    option.id
                );
            }
        }
    }
}

#[test]
fn a_language_that_the_template_lacks_falls_back_to_its_default() {
    let languages = ["sw".to_owned(), "fr-CM".to_owned()];
    let configuration = compile(&template("rapid-onset"), &[], &languages, &BTreeMap::new())
        .expect("unknown languages are accepted");
    let form = configuration
        .forms
        .iter()
        .find(|form| form.unique_id == "basic_identity");
    let name = &form.expect("a section").name;
    assert_eq!(name.get("sw"), Some("Quick register"));
    assert_eq!(name.get("fr-CM"), Some("Enregistrement rapide"));
    assert_eq!(name.0.len(), 2);
    assert_eq!(configuration.language_coverage["sw"].translated, 0);
}

#[test]
fn parameters_reach_the_places_that_use_them() {
    let parameters = BTreeMap::from([
        ("seeChildHours".to_owned(), "48".to_owned()),
        ("reviewAfterMonths".to_owned(), "6".to_owned()),
    ]);
    let configuration =
        compile(&template("rapid-onset"), &[], &[], &parameters).expect("known parameters");
    assert_eq!(configuration.workflows[0].tasks[0].due.hours, 48);
    assert_eq!(configuration.retention["case"].review_after_months, 6);
}

#[test]
fn unknown_and_impossible_parameters_are_refused_together() {
    let parameters = BTreeMap::from([
        ("riskHighDays".to_owned(), "1".to_owned()),
        ("seeChildHours".to_owned(), "soon".to_owned()),
        ("reviewAfterMonths".to_owned(), "0".to_owned()),
    ]);
    let languages = ["en".to_owned(), "english".to_owned(), "en".to_owned()];
    let problems = compile(&template("rapid-onset"), &[], &languages, &parameters)
        .expect_err("three bad values");
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "\"english\" is not a language tag such as en or pt-BR",
            "language \"en\" is listed twice",
            "parameter \"reviewAfterMonths\": expected 1 to 120, found 0",
            "parameter \"seeChildHours\": expected a whole number, found \"soon\"",
            "the template has no parameter \"riskHighDays\"; it has: seeChildHours, reviewAfterMonths",
        ]
    );
}
