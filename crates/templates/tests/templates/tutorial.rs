//! The tutorial's template, taken from its page: it holds every rule, and fails where the page says.

use std::collections::BTreeMap;

use primero_forms::{AnswerRules, Circumstances};
use primero_templates::{Bundle, Rule, check, compile};
use serde_json::json;

const PAGE: &str = include_str!("../../../../docs/how-to/add-a-template.md");

/// Every file that the page shows: the blocks whose first line names it.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for block in PAGE.split("\n```yaml file=").skip(1) {
        let (path, rest) = block.split_once('\n').expect("a file's path");
        let (text, _) = rest.split_once("\n```").expect("the end of the file");
        let known = files.insert(path.to_owned(), format!("{text}\n"));
        assert!(known.is_none(), "the page shows {path} twice");
    }
    files
}

fn bundle(files: BTreeMap<String, String>) -> Bundle {
    let bytes = |(path, text): (String, String)| (path, text.into_bytes());
    Bundle(files.into_iter().map(bytes).collect())
}

/// What is wrong after one text of a file was replaced by another.
fn with(path: &str, old: &str, new: &str) -> Vec<String> {
    let mut files = files();
    let text = files.get_mut(path).expect("the page shows the file");
    assert!(text.contains(old), "{path} holds no {old:?}");
    *text = text.replace(old, new);
    check(&bundle(files))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_tutorial_shows_a_template_that_holds_every_rule() {
    let files = files();
    assert_eq!(files.len(), 13, "{:?}", files.keys());
    let problems = check(&bundle(files));
    assert!(problems.is_empty(), "{problems:?}");
    assert!(PAGE.contains(&format!("`holds all {} rules`", Rule::ALL.len())));
}

#[test]
fn the_template_runs_before_its_forms_are_written() {
    let mut first = files();
    first.retain(|path, _| !path.starts_with("forms/") && !path.contains("records"));
    let visitor = first.get_mut("roles/role-visitor.yaml").expect("the role");
    *visitor = visitor.replace("  identity: rw\n  visits: rw\n", "  {}\n");
    first.remove("roles/role-helper.yaml");
    first.remove("i18n/fr.yaml");
    let module = first.get_mut("template.yaml").expect("the manifest");
    *module = module.replace("      list_", "      # list_");
    *module = module.replace("    module_options:\n", "");
    let problems = check(&bundle(first));
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn the_mistakes_that_the_tutorial_makes_are_told_as_it_says() {
    let mut misnamed = files();
    let visits = misnamed.get_mut("forms/visits.yaml").expect("the form");
    *visits = visits.replace(
        "display_conditions_record: {eq: {risk_level: high}}",
        "display_conditions_record: {eq: {risk: high}}",
    );
    let told = compile(&bundle(misnamed), &[], &[], &BTreeMap::new()).expect_err("a mistake");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(PAGE.contains(&told[0].to_string()), "{told:?}");
    assert_eq!(
        with(
            "roles/role-helper.yaml",
            "identity: r",
            "identity: r\n  visits: r"
        ),
        [
            "roles/role-helper.yaml: form_section_read_write.visits: a role for referrals would see the sensitive field \"risk_reason\" of form \"visits\""
        ]
    );
}

#[test]
fn the_tutorials_forms_do_what_it_says() {
    let compiled = compile(&bundle(files()), &[], &[], &BTreeMap::new());
    let configuration = compiled.expect("the template compiles");
    let rules = AnswerRules::new(&configuration.forms, &configuration.lookups).expect("rules");
    let at = Circumstances {
        today: jiff::civil::date(2026, 11, 24),
        now: jiff::Timestamp::MAX,
        writable: None,
        is_location: None,
    };
    let sample = &configuration.samples.records[0].data;
    let calculated = rules.calculate(sample, at.today);
    assert_eq!(
        serde_json::Value::Object(calculated),
        json!({"first_visit_due": "2026-11-03", "name": "Tamsin Invented", "visit_count": 2})
    );
    assert!(rules.incomplete(sample, at.today).is_empty());

    let mut changed = sample.clone();
    changed["visits_section"][1]["come_again"] = json!("2026-11-09");
    changed["visits_section"][1]["why_not_seen"] = json!(null);
    changed.insert("risk_reason".to_owned(), json!(null));
    let broken = rules.check_change(sample, &changed, at);
    let row = "8c1d9d1e-0d6b-4b0e-8a64-7b7b8f8f3c22";
    assert_eq!(
        broken.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "/risk_reason: required".to_owned(),
            format!("/visits_section/{row}/come_again: not_before"),
            format!("/visits_section/{row}/why_not_seen: required"),
        ]
    );
}
