//! Manifests that pass the schema and cannot work: which field, and what to do.

use std::sync::Arc;

use primero_crd::{ConfigurationTemplate, CoreRelease};
use primero_operator::instance::observe::Observed;
use primero_operator::instance::validate::ValidTls;
use primero_operator::instance::validate::validate;
use serde_json::{Value, json};

use crate::fixtures::{changed, instance, observed, platform, problems, valid};

fn messages(change: Value, missing: impl FnOnce(&mut Observed)) -> Vec<String> {
    problems(&changed(change), missing)
        .iter()
        .map(|p| format!("{}: {p}", p.reason))
        .collect()
}

fn as_is(_: &mut Observed) {}

#[test]
fn a_missing_reference_names_its_field_and_the_remedy() {
    let all = [
        messages(json!({}), |observed| observed.plan = None),
        messages(json!({}), |observed| observed.channel = None),
        messages(json!({"release": {"channel": "beta"}}), |observed| {
            observed.channel = None;
        }),
        messages(json!({}), |observed| observed.release = None),
        messages(json!({"release": {"version": "9.9.9"}}), |observed| {
            observed.release = None;
        }),
        messages(json!({}), |observed| observed.template_versions = vec![]),
        messages(
            json!({"configuration": {"template": {"version": "7.0.0"}}}),
            |observed| {
                observed.template = None;
                observed.template_versions = vec!["1.0.0".to_owned(), "1.1.0".to_owned()];
            },
        ),
        messages(
            json!({"configuration": {"template": {"name": "other"}}}),
            |observed| {
                observed.template = None;
            },
        ),
        messages(
            json!({"configuration": {"overlays": [{"name": "absent"}]}}),
            as_is,
        ),
        messages(json!({}), |observed| {
            observed.config_maps.insert("bundle-b".to_owned(), None);
        }),
        messages(json!({"database": {"serverRef": {"name": "far"}}}), |o| {
            o.server = None;
        }),
    ];
    insta::assert_yaml_snapshot!(all);
}

#[test]
fn a_value_that_nothing_understands_names_its_field_and_the_remedy() {
    let all = [
        messages(json!({"configuration": {"languages": ["en", "xx"]}}), as_is),
        messages(
            json!({"maintenance": {"timeZone": "Africa/Atlantis"}}),
            as_is,
        ),
        messages(json!({"workload": {"replicas": 6}}), as_is),
        messages(
            json!({"configuration": {"parameters": [{"name": "colour", "value": "red"}]}}),
            as_is,
        ),
        messages(json!({"database": {"mode": "Dedicated"}}), as_is),
        messages(json!({"edge": {"hostname": "10.1.2.3"}}), as_is),
        messages(json!({"edge": {"hostname": "Taken.Test."}}), |observed| {
            observed
                .taken
                .insert("taken.test".to_owned(), "nepal".to_owned());
        }),
    ];
    insta::assert_yaml_snapshot!(all);
}

#[test]
fn all_problems_are_reported_at_once() {
    let change = json!({
        "maintenance": {"timeZone": "Nowhere"},
        "configuration": {"languages": ["zz"]},
    });
    let fields: Vec<String> = problems(&changed(change), |observed| observed.plan = None)
        .into_iter()
        .map(|problem| problem.field)
        .collect();
    assert_eq!(
        fields,
        [
            "spec.configuration.languages",
            "spec.maintenance.timeZone",
            "spec.planRef.name"
        ]
    );
}

#[test]
fn a_name_is_checked_even_without_the_schema() {
    for name in ["system", "ab", "Kenya", "kenya-", "1kenya", &"a".repeat(31)] {
        let mut manifest = instance("minimal");
        manifest.metadata.name = Some(name.to_owned());
        let found = problems(&manifest, as_is);
        assert_eq!(found[0].field, "metadata.name", "{name}");
    }
}

#[test]
fn languages_of_the_world_are_taken() {
    for language in [
        "en",
        "fr",
        "ar",
        "ps",
        "prs",
        "ckb",
        "rhg",
        "pt-BR",
        "zh-Hant-TW",
        "es-419",
    ] {
        let manifest = changed(json!({"configuration": {"languages": [language]}}));
        assert!(
            validate(&manifest, &observed(&manifest), &platform()).is_ok(),
            "{language}"
        );
    }
}

#[test]
fn a_release_of_an_unknown_contract_is_refused() {
    let found = messages(json!({}), |observed| {
        let release: CoreRelease = observed.release.as_deref().cloned().unwrap();
        let mut spec = release.spec;
        spec.contract = 9;
        observed.release = Some(Arc::new(CoreRelease::new("1.9.0", spec)));
    });
    assert_eq!(
        found,
        [
            "InvalidSpec: spec.release: release 1.9.0 speaks contract 9, this operator 1; choose \
          another release, or upgrade the platform first"
        ]
    );
}

#[test]
fn a_language_that_the_template_lacks_is_taken() {
    let manifest = changed(json!({"configuration": {"languages": ["sw"]}}));
    let template: Option<ConfigurationTemplate> = observed(&manifest).template.as_deref().cloned();
    assert!(!template.unwrap().spec.languages.contains(&"sw".to_owned()));
    assert_eq!(valid(&manifest).languages, ["sw"]);
}

#[test]
fn hostnames_are_lower_case_without_a_trailing_dot_and_unique() {
    let full = valid(&instance("full"));
    assert_eq!(
        full.hostnames,
        ["primero.nepal.example", "cpims.nepal.example"]
    );
    assert_eq!(full.url(), "https://primero.nepal.example");
    let minimal = valid(&instance("minimal"));
    assert_eq!(minimal.hostnames, ["kenya.primero.test"]);
    assert_eq!(minimal.tls, ValidTls::OwnAuthority);
}
