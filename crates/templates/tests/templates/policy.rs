//! The numbered rules that published templates hold, and what a mistake is told with.

use std::{collections::BTreeSet, fmt::Write as _};

use primero_templates::{Problem, Rule, WAITING, check};

use crate::support::template;

/// What is wrong with rapid-onset after one of its files was replaced or changed.
fn with(path: &str, change: impl FnOnce(&str) -> String) -> Vec<Problem> {
    let mut bundle = template("rapid-onset");
    let old = bundle.0.remove(path).unwrap_or_default();
    let old = String::from_utf8(old).expect("a text");
    bundle.0.insert(path.to_owned(), change(&old).into_bytes());
    check(&bundle)
}

fn told(problems: &[Problem]) -> Vec<(String, &'static str)> {
    let told = problems
        .iter()
        .map(|problem| (problem.to_string(), problem.rule.name()));
    told.collect()
}

fn form(fields: &str) -> String {
    format!(
        "{{unique_id: extra, parent_form: case, name: Extra, order_form_group: 99, module_ids: [primeromodule-cp], \
         field_defaults: {{purpose: triage, sensitivity: personal, retention: case}}, fields: [{fields}]}}"
    )
}

#[test]
fn every_rule_has_a_name_of_its_own_and_says_what_it_asks_and_how_it_is_mended() {
    let names = Rule::ALL.iter().map(|rule| rule.name());
    let names: BTreeSet<&str> = names
        .chain(WAITING.iter().map(|waiting| waiting.name))
        .collect();
    assert_eq!(names.len(), Rule::ALL.len() + WAITING.len());
    assert!(
        Rule::ALL
            .iter()
            .all(|rule| !rule.asks().is_empty() && !rule.mend().is_empty())
    );
    let numbers = Rule::ALL.iter().filter_map(|rule| rule.number());
    let numbers: BTreeSet<u8> = numbers
        .chain(WAITING.iter().map(|waiting| waiting.number))
        .collect();
    assert_eq!(numbers, (1..=12).collect());
}

#[test]
fn a_text_without_english_is_found_wherever_it_stands() {
    let fields = "{name: a, type: select_box, display_name: {en: A, fr: A}, help_text: {fr: Aide}, \
        option_strings_text: [{id: x, display_text: {en: X}}]}";
    let problems = with("forms/extra.yaml", |_| form(fields));
    assert_eq!(
        told(&problems),
        [(
            "forms/extra.yaml: fields[a].help_text: the English text is missing".to_owned(),
            "english"
        )]
    );
}

#[test]
fn an_eleventh_quick_question_is_one_too_many() {
    let mut fields = String::new();
    for number in 0..3 {
        let _ = write!(
            fields,
            "{{name: extra_{number}, type: text_field, display_name: A, quick: true}},"
        );
    }
    let problems = with("forms/extra.yaml", |_| form(&fields));
    assert_eq!(
        told(&problems),
        [(
            "forms/extra.yaml: fields[extra_2].quick: 11 fields of case are tagged quick; the quick register has at most 10".to_owned(),
            "quick"
        )]
    );
}

#[test]
fn a_twenty_sixth_question_of_a_section_is_one_too_many() {
    let mut fields = String::new();
    for number in 0..26 {
        let _ = write!(
            fields,
            "{{name: extra_{number}, type: text_field, display_name: A}},"
        );
    }
    fields.push_str("{name: heading, type: separator, display_name: A},");
    let problems = with("forms/extra.yaml", |_| form(&fields));
    assert_eq!(
        told(&problems),
        [(
            "forms/extra.yaml: 26 questions; a section has at most 25".to_owned(),
            "section"
        )]
    );
}

#[test]
fn a_list_of_survivors_shows_no_name_and_no_photo() {
    let problems = with("template.yaml", |old| {
        old.replace(
            "modules:\n",
            "modules:\n  - unique_id: primeromodule-gbv\n    name: GBV\n    \
             associated_record_types: [case]\n    module_options:\n      \
             list_headers: {cases: [short_id, name, photo, name_first, sex]}\n",
        )
    });
    let found: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.rule == Rule::Faceless)
        .map(|problem| problem.reason.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "the column \"name\" shows who a person is",
            "the column \"name_first\" shows who a person is",
            "the column \"photo\" shows who a person is",
        ]
    );
}

#[test]
fn bounds_of_dates_and_totals_are_checked_like_other_rules() {
    let fields = "
        {name: on_day, type: date_field, display_name: A, not_before: date_of_birth, not_after: {today: []}},
        {name: wrong_day, type: date_field, display_name: A, not_before: nowhere, not_after: {tomorrow: []}},
        {name: no_day, type: numeric_field, display_name: A, not_after: {today: []}},
        {name: total, type: numeric_field, display_name: A, autosum_total: true, autosum_group: people},
        {name: heading, type: textarea, display_name: A, autosum_group: people}";
    let problems = with("forms/extra.yaml", |_| form(fields));
    let expected = [
        (
            "forms/extra.yaml: fields[heading].autosum_group: only a numeric_field or a tally_field is summed up",
            "forms",
        ),
        (
            "forms/extra.yaml: fields[no_day].not_after: only a date_field has dates as bounds",
            "forms",
        ),
        (
            "forms/extra.yaml: fields[total].autosum_total: a number that is a total needs an autosum_group with other fields",
            "forms",
        ),
        (
            "forms/extra.yaml: fields[wrong_day].not_after/tomorrow: unknown operator \"tomorrow\"",
            "expressions",
        ),
        (
            "forms/extra.yaml: fields[wrong_day].not_before: the rule reads \"nowhere\", which no form asks",
            "expressions",
        ),
    ];
    assert_eq!(
        told(&problems),
        expected.map(|(text, rule)| (text.to_owned(), rule))
    );
}

#[test]
fn what_a_subform_says_of_its_rows_is_checked() {
    let fields = "{name: visits, type: subform, display_name: A, \
        subform_section: {unique_id: visits_rows, name: B, fields: [{name: on_day, type: date_field, display_name: C}]}, \
        subform_section_configuration: {fields: [on_day, at_night], display_conditions: {exists: nowhere}}}";
    let problems = with("forms/extra.yaml", |_| form(fields));
    let expected = [
        (
            "forms/extra.yaml: fields[visits].subform_section_configuration.display_conditions: the rule reads \"nowhere\", which no form asks",
            "expressions",
        ),
        (
            "forms/extra.yaml: fields[visits].subform_section_configuration.fields: form \"visits_rows\" has no field \"at_night\"",
            "forms",
        ),
    ];
    assert_eq!(
        told(&problems),
        expected.map(|(text, rule)| (text.to_owned(), rule))
    );
}

#[test]
fn each_kind_of_mistake_is_one_against_its_own_rule() {
    let rule_of = |path: &str, text: &str| {
        let problems = with(path, |_| text.to_owned());
        problems.first().map(|problem| problem.rule.name())
    };
    let found = [
        rule_of("forms/extra.yaml", "unique_id: ["),
        rule_of(
            "lookups/lookup-x.yaml",
            "{unique_id: lookup-x, name: X, values: [{id: ü, display_text: X}]}",
        ),
        rule_of(
            "reports/report-x.yaml",
            "{unique_id: report-x, name: X, record_type: case, module_id: primeromodule-cp, fields: [{name: nope}]}",
        ),
        rule_of("i18n/fr.yaml", "{lookups: {lookup-nope: {name: X}}}"),
        rule_of("samples/user_groups.yaml", "[]"),
        rule_of(
            "forms/extra.yaml",
            &form("{name: a, type: text_field, display_name: A, purpose: ''}"),
        ),
    ];
    assert_eq!(
        found,
        [
            "format",
            "lookups",
            "reports",
            "translations",
            "samples",
            "purpose"
        ]
        .map(Some)
    );
}

#[test]
fn calculated_fields_that_need_each_other_are_found() {
    let fields = "
        {name: one, type: calculated, display_name: A, calculation: {expression: {sum: [two, 1]}}},
        {name: two, type: calculated, display_name: A, calculation: {expression: {sum: [three]}}},
        {name: three, type: calculated, display_name: A, calculation: {expression: {sum: [one]}}},
        {name: four, type: calculated, display_name: A, calculation: {expression: {sum: [one]}}}";
    let problems = with("forms/extra.yaml", |_| form(fields));
    let found = ["one", "three", "two"].map(|name| {
        let place = format!("forms/extra.yaml: fields[{name}].calculation.expression");
        let reason = "the field is needed to calculate what it is calculated from";
        (format!("{place}: {reason}"), "expressions")
    });
    assert_eq!(told(&problems), found);
}
