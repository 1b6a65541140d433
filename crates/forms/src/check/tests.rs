//! Checks over a small record: a page with conditions, rows, dates and a calculation.

use jiff::{Timestamp, civil::date};
use proptest::prelude::*;
use serde_json::{Value, json};

mod beside;

use super::{AnswerRules, Circumstances, Rule, Violation};
use crate::{Answers, FormSection, Lookup};

fn rules() -> AnswerRules {
    let forms: Vec<FormSection> = serde_json::from_value(json!([
        {"unique_id": "basic_identity", "parent_form": "case", "fields": [
            {"name": "name_first", "type": "text_field", "required": true, "quick": true},
            {"name": "age", "type": "numeric_field", "required": true, "quick": true, "minimum": 0, "maximum": 25},
            {"name": "sex", "type": "select_box", "option_strings_source": "lookup lookup-gender"},
            {"name": "date_of_birth", "type": "date_field", "date_validation": "not_future_date"},
            {"name": "seen_at", "type": "date_field", "date_include_time": true, "date_validation": "not_future_date"},
            {"name": "found_at", "type": "select_box", "option_strings_source": "Location"},
            {"name": "title", "type": "calculated", "calculation": {"expression": {"concat": ["name_first", "greeting"]}}},
            {"name": "greeting", "type": "calculated", "calculation": {"expression": {"if": [{"lt": {"age": 5}}, {"value": "!"}]}}}
        ]},
        {"unique_id": "closure_form", "parent_form": "case", "fields": [
            {"name": "needs", "type": "select_box", "multi_select": true, "option_strings_text": [{"id": "food"}, {"id": "water"}]},
            {"name": "agreed", "type": "tick_box", "required": true},
            {"name": "guardian", "type": "text_field", "required": true, "display_conditions_record": {"lt": {"age": 5}}},
            {"name": "urgent", "type": "radio_button", "option_strings_text": [{"id": "true"}, {"id": "false"}]},
            {"name": "closure_reason", "type": "select_box", "required": true, "option_strings_text": [{"id": "done"}, {"id": "other"}]},
            {"name": "closure_reason_other", "type": "text_field", "required": true,
             "display_conditions_record": {"eq": {"closure_reason": "other"}}},
            {"name": "party", "type": "select_box",
             "option_strings_text": [{"id": "a", "tags": ["x"]}, {"id": "b", "tags": ["x", "y"]}, {"id": "c"}],
             "option_strings_condition": {"x": {"eq": {"closure_reason": "done"}}, "y": {"eq": {"closure_reason": "other"}}}},
            {"name": "services_section", "type": "subform", "subform_section_unique_id": "services_section"}
        ]},
        {"unique_id": "services_section", "parent_form": "case", "is_nested": true, "fields": [
            {"name": "service_type", "type": "text_field", "required": true},
            {"name": "given_on", "type": "date_field", "required": true,
             "display_conditions_subform": {"eq": {"given": true}}},
            {"name": "given", "type": "tick_box"}
        ]}
    ]))
    .expect("sections");
    let lookups: Vec<Lookup> = serde_json::from_value(json!([
        {"unique_id": "lookup-gender", "values": [{"id": "male"}, {"id": "female"}]}
    ]))
    .expect("lookups");
    AnswerRules::new(&forms, &lookups).expect("rules")
}

fn at() -> Circumstances<'static> {
    Circumstances {
        today: date(2026, 11, 24),
        now: "2026-11-24T20:00:00Z"
            .parse::<Timestamp>()
            .expect("a moment"),
        writable: None,
        is_location: Some(&|code| code == "XX01"),
    }
}

fn answers(value: &Value) -> Answers {
    value.as_object().expect("an object").clone()
}

fn new(value: impl Into<Value>) -> Vec<String> {
    let found = rules().check_new(&answers(&value.into()), at());
    found.iter().map(ToString::to_string).collect()
}

fn change(before: impl Into<Value>, after: impl Into<Value>) -> Vec<String> {
    let found = rules().check_change(&answers(&before.into()), &answers(&after.into()), at());
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn creating_asks_only_for_the_quick_fields() {
    assert_eq!(new(json!({})), ["/age: required", "/name_first: required"]);
    assert!(new(json!({"name_first": "A", "age": 3})).is_empty());
    assert_eq!(
        new(json!({"name_first": "  ", "age": 3})),
        ["/name_first: required"]
    );
}

#[test]
fn nobody_is_asked_for_what_they_cannot_write() {
    let writable = ["closure_form".to_owned()].into();
    let at = Circumstances {
        writable: Some(&writable),
        ..at()
    };
    assert!(rules().check_new(&Answers::new(), at).is_empty());
}

#[test]
fn a_change_is_judged_by_what_it_touches() {
    // The record lacks every required answer; only the one that is taken away counts.
    let before = json!({"name_first": "A", "sex": "male"});
    assert!(change(before.clone(), json!({"name_first": "A"})).is_empty());
    assert_eq!(
        change(before, json!({"sex": "male"})),
        ["/name_first: required"]
    );
}

#[test]
fn a_change_is_judged_by_what_depends_on_it() {
    let open = json!({"closure_reason": "done"});
    assert_eq!(
        change(open.clone(), json!({"closure_reason": "other"})),
        ["/closure_reason_other: required"]
    );
    let with_reason = json!({"closure_reason": "other", "closure_reason_other": "moved"});
    assert!(change(open, with_reason).is_empty());
}

#[test]
fn what_depends_on_a_change_in_another_section_is_only_incomplete() {
    // `guardian` stands on the second page and is asked because of an answer on the first.
    let before = json!({"name_first": "A", "age": 12});
    let after = answers(&json!({"name_first": "A", "age": 3}));
    assert!(change(before, after.clone()).is_empty());
    let incomplete = rules().incomplete(&after, at().today);
    let missing: Vec<String> = incomplete[0]
        .missing
        .iter()
        .map(Violation::pointer)
        .collect();
    assert!(missing.contains(&"/guardian".to_owned()), "{missing:?}");
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_is_refused() {
    let base = json!({"closure_reason": "done"});
    assert_eq!(
        change(
            base.clone(),
            json!({"closure_reason": "done", "closure_reason_other": "x"})
        ),
        ["/closure_reason_other: condition"]
    );
    // One that is there already stays when its question disappears.
    let stored = json!({"closure_reason": "other", "closure_reason_other": "x"});
    assert!(
        change(
            stored,
            json!({"closure_reason": "done", "closure_reason_other": "x"})
        )
        .is_empty()
    );
}

#[test]
fn types_options_and_bounds_are_checked() {
    let wrong = json!({
        "name_first": 5, "age": 26, "sex": "other", "found_at": "XX99", "needs": ["food", "gold"],
        "agreed": null, "urgent": "maybe", "services_section": [5],
    });
    assert_eq!(
        new(wrong),
        [
            "/age: maximum",
            "/found_at: option",
            "/name_first: type",
            "/needs: option",
            "/services_section: type",
            "/sex: option",
            "/urgent: option",
        ]
    );
    let right = json!({
        "name_first": "A", "age": 25, "sex": "female", "found_at": "XX01", "needs": ["water"],
        "agreed": false, "urgent": true, "services_section": [],
    });
    assert!(new(right).is_empty());
}

#[test]
fn dates_are_days_or_moments_and_not_in_the_future() {
    let with = |name: &str, value: &str| new(json!({"name_first": "A", "age": 3, name: value}));
    assert!(with("date_of_birth", "2026-11-24").is_empty());
    assert_eq!(
        with("date_of_birth", "2026-11-25"),
        ["/date_of_birth: not_future_date"]
    );
    assert_eq!(
        with("date_of_birth", "24/11/2026"),
        ["/date_of_birth: date"]
    );
    assert_eq!(
        with("date_of_birth", "2026-02-30"),
        ["/date_of_birth: date"]
    );
    // The written day is tomorrow, the moment is not.
    assert!(with("seen_at", "2026-11-25T00:30:00+05:00").is_empty());
    assert_eq!(
        with("seen_at", "2026-11-24T20:00:01Z"),
        ["/seen_at: not_future_date"]
    );
    assert_eq!(with("seen_at", "2026-11-24"), ["/seen_at: date"]);
}

#[test]
fn options_are_offered_by_their_tags() {
    let with = |reason: &str, party: &str| {
        let answers =
            json!({"name_first": "A", "age": 3, "closure_reason": reason, "party": party});
        let found = new(answers);
        found.iter().any(|violation| violation == "/party: option")
    };
    assert!(!with("done", "a"));
    assert!(!with("done", "b"));
    assert!(with("other", "a"));
    assert!(!with("other", "b"));
    assert!(with("done", "c"));
    let before = json!({"closure_reason": "done", "party": "a"});
    let after = json!({"closure_reason": "other", "closure_reason_other": "x", "party": "a"});
    assert_eq!(change(before, after), ["/party: option"]);
}

#[test]
fn rows_are_named_by_their_id() {
    let before = json!({"services_section": [{"unique_id": "r1", "service_type": "food"}]});
    let after = json!({"services_section": [
        {"unique_id": "r1", "service_type": "", "given": true},
        {"given": true, "given_on": "yesterday"},
    ]});
    assert_eq!(
        change(before, after),
        [
            "/services_section/r1/given_on: required",
            "/services_section/r1/service_type: required",
            "/services_section/1/given_on: date",
            "/services_section/1/service_type: required",
        ]
    );
}

#[test]
fn an_untouched_row_is_not_judged() {
    let row = json!({"unique_id": "r1", "given": "wrong"});
    let before = json!({"services_section": [row.clone()]});
    let after = json!({"services_section": [row, {"unique_id": "r2", "service_type": "food"}]});
    assert!(change(before, after).is_empty());
}

#[test]
fn what_is_missing_makes_a_section_incomplete() {
    let answers = answers(&json!({
        "name_first": "A", "age": 3, "closure_reason": "other",
        "services_section": [{"unique_id": "r1"}],
    }));
    let found: Vec<(String, Vec<String>)> = rules()
        .incomplete(&answers, at().today)
        .into_iter()
        .map(|section| {
            (
                section.form,
                section.missing.iter().map(Violation::pointer).collect(),
            )
        })
        .collect();
    let missing = [
        "/agreed",
        "/guardian",
        "/closure_reason_other",
        "/services_section/r1/service_type",
    ];
    assert_eq!(
        found,
        [(
            "closure_form".to_owned(),
            missing.map(str::to_owned).to_vec()
        )]
    );
}

#[test]
fn calculated_fields_settle_even_when_they_read_each_other() {
    let calculate = |value: Value| Value::Object(rules().calculate(&answers(&value), at().today));
    assert_eq!(
        calculate(json!({"name_first": "Ada", "age": 3})),
        json!({"title": "Ada!", "greeting": "!"})
    );
    assert_eq!(
        calculate(json!({"name_first": "Ada", "age": 6, "title": "Ada!", "greeting": "!"})),
        json!({"title": "Ada", "greeting": null})
    );
    assert_eq!(
        calculate(json!({"name_first": "Ada", "title": "Ada"})),
        json!({})
    );
}

#[test]
fn an_answer_that_is_no_longer_asked_for_is_not_judged_until_it_is_touched() {
    let Value::Object(before) = json!({"closure_reason_other": 5}) else {
        unreachable!("an object")
    };
    let mut after = before.clone();
    after.insert("closure_reason".to_owned(), json!("A"));
    let violations = rules().check_change(&before, &after, at());
    let of_it = |violation: &Violation| violation.to_string().contains("closure_reason_other");
    assert!(!violations.iter().any(of_it), "{violations:?}");
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let name = prop::sample::select(vec![
        "name_first",
        "age",
        "sex",
        "date_of_birth",
        "seen_at",
        "found_at",
        "title",
        "needs",
        "agreed",
        "urgent",
        "closure_reason",
        "closure_reason_other",
        "party",
        "services_section",
        "unknown",
    ]);
    let answer = prop::sample::select(vec![
        json!(null),
        json!(""),
        json!("A"),
        json!(3),
        json!(-1),
        json!(true),
        json!("other"),
        json!("done"),
        json!(["food"]),
        json!({"a": 1}),
        json!("2026-11-24"),
        json!("a"),
        json!([{"unique_id": "r1", "given": true}]),
        json!([{"service_type": "food"}, 5]),
    ]);
    prop::collection::vec((name, answer), 0..10)
        .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

proptest! {
    #[test]
    fn a_record_that_does_not_change_breaks_no_rule(answers in any_answers()) {
        prop_assert!(rules().check_change(&answers, &answers, at()).is_empty());
    }

    #[test]
    fn what_is_refused_of_a_change_is_refused_of_the_same_answers_anew(
        before in any_answers(),
        after in any_answers(),
    ) {
        // Apart from what only a change asks for: answers outside the quick register.
        let new = rules().check_new(&after, at());
        for violation in rules().check_change(&before, &after, at()) {
            let only_asked_now = violation.rule == Rule::Required;
            prop_assert!(only_asked_now || violation.rule == Rule::Condition || new.contains(&violation), "{violation}");
        }
    }

    #[test]
    fn calculating_twice_changes_nothing(mut answers in any_answers()) {
        let calculated = rules().calculate(&answers, at().today);
        answers.extend(calculated);
        prop_assert!(rules().calculate(&answers, at().today).is_empty());
    }
}
