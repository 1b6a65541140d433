//! Answers that are judged by the answers beside them: dates, options, totals, rows.

use serde_json::{Value, json};

use super::{answers, at};
use crate::{AnswerRules, FormSection, Lookup};

fn rules() -> AnswerRules {
    let forms: Vec<FormSection> = serde_json::from_value(json!([
        {"unique_id": "identity", "parent_form": "case", "fields": [
            {"name": "born", "type": "date_field", "date_validation": "not_future_date"},
            {"name": "separated", "type": "date_field", "not_before": "born", "not_after": {"today": []}},
            {"name": "due", "type": "date_field", "not_before": {"add_days": ["separated", 7]}},
            {"name": "seen_at", "type": "date_field", "date_include_time": true, "not_before": "separated"},
            {"name": "aid", "type": "select_box", "multi_select": true, "option_strings_source": "lookup lookup-aid"},
            {"name": "place", "type": "select_box", "option_strings_source": "Location"},
            {"name": "category", "type": "radio_button", "option_strings_text": [{"id": "force"}, {"id": "group"}]},
            {"name": "party", "type": "select_box", "option_strings_source": "lookup lookup-party",
             "option_strings_condition": {"force": {"eq": {"category": "force"}}, "group": {"eq": {"category": "group"}}}},
            {"name": "hidden", "type": "numeric_field", "maximum": 5, "display_conditions_record": {"exists": "due"}},
            {"name": "visits", "type": "subform", "subform_section_unique_id": "visits",
             "subform_section_configuration": {"fields": ["on", "reason"], "display_conditions": {"exists": "born"}}}
        ]},
        {"unique_id": "numbers", "parent_form": "case", "fields": [
            {"name": "children", "type": "tally_field", "autosum_total": true, "autosum_group": "all",
             "tally": [{"id": "boys"}, {"id": "girls"}]},
            {"name": "adults", "type": "numeric_field", "autosum_group": "all"},
            {"name": "everyone", "type": "numeric_field", "autosum_total": true, "autosum_group": "all"},
            {"name": "copied", "type": "calculated", "calculation": {"expression": "aid"}},
            {"name": "crowded", "type": "calculated", "calculation": {"expression": {"gt": {"everyone": 4}}}}
        ]},
        {"unique_id": "visits", "parent_form": "case", "is_nested": true, "fields": [
            {"name": "on", "type": "date_field"},
            {"name": "next", "type": "date_field", "not_before": "on"},
            {"name": "reason", "type": "text_field", "required": true},
            {"name": "elsewhere", "type": "text_field", "required": true}
        ]}
    ]))
    .expect("sections");
    let lookups: Vec<Lookup> = serde_json::from_value(json!([
        {"unique_id": "lookup-aid", "values": [{"id": "food"}, {"id": "coal", "disabled": true}]},
        {"unique_id": "lookup-party", "values": [
            {"id": "army", "tags": ["force"]}, {"id": "rebels", "tags": ["group"]},
            {"id": "militia", "tags": ["group"], "disabled": true},
            {"id": "unknown", "tags": ["force", "group"]}, {"id": "untagged"}
        ]}
    ]))
    .expect("lookups");
    AnswerRules::new(&forms, &lookups).expect("rules")
}

fn change(before: &Value, after: &Value) -> Vec<String> {
    let found = rules().check_change(&answers(before), &answers(after), at());
    found.iter().map(ToString::to_string).collect()
}

fn new(after: &Value) -> Vec<String> {
    let found = rules().check_new(&answers(after), at());
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_date_stays_between_the_dates_beside_it() {
    let with = |separated: &str| json!({"born": "2020-05-01", "separated": separated});
    assert_eq!(new(&with("2020-04-30")), ["/separated: not_before"]);
    assert!(new(&with("2020-05-01")).is_empty());
    assert!(new(&with("2026-11-24")).is_empty());
    assert_eq!(new(&with("2026-11-25")), ["/separated: not_after"]);
}

#[test]
fn a_bound_can_be_computed() {
    let with = |due: &str| json!({"separated": "2026-11-01", "due": due});
    assert_eq!(new(&with("2026-11-07")), ["/due: not_before"]);
    assert!(new(&with("2026-11-08")).is_empty());
}

#[test]
fn a_bound_that_is_blank_or_no_date_forbids_nothing() {
    assert!(new(&json!({"separated": "1900-01-01"})).is_empty());
    assert!(new(&json!({"due": "1900-01-01", "separated": null})).is_empty());
}

#[test]
fn a_moment_is_held_against_the_day_that_it_writes() {
    let with = |seen: &str| json!({"separated": "2026-11-20", "seen_at": seen});
    assert!(new(&with("2026-11-20T00:00:00+03:00")).is_empty());
    assert_eq!(new(&with("2026-11-19T23:59:00Z")), ["/seen_at: not_before"]);
    assert_eq!(new(&with("2026-11-20")), ["/seen_at: date"]);
}

#[test]
fn moving_a_bound_is_judged_in_its_own_section() {
    let before = json!({"born": "2020-05-01", "separated": "2021-01-01"});
    let after = json!({"born": "2022-05-01", "separated": "2021-01-01"});
    assert_eq!(change(&before, &after), ["/separated: not_before"]);
}

#[test]
fn a_disabled_option_is_kept_and_not_chosen_anew() {
    assert_eq!(new(&json!({"aid": ["food", "coal"]})), ["/aid: option"]);
    let stored = json!({"aid": ["coal"]});
    assert!(change(&stored, &json!({"aid": ["coal", "food"]})).is_empty());
    assert_eq!(
        change(&json!({"aid": ["food"]}), &json!({"aid": ["food", "coal"]})),
        ["/aid: option"]
    );
}

#[test]
fn an_option_or_place_that_is_gone_is_kept() {
    let stored = json!({"aid": ["wood"], "place": "GONE"});
    assert!(change(&stored, &json!({"aid": ["food", "wood"], "place": "GONE"})).is_empty());
    assert_eq!(
        change(&stored, &json!({"aid": ["wood"], "place": "ELSEWHERE"})),
        ["/place: option"]
    );
}

#[test]
fn options_follow_the_answers_that_they_depend_on() {
    let with = |category: &str, party: &str| json!({"category": category, "party": party});
    assert!(new(&with("force", "army")).is_empty());
    assert!(new(&with("force", "unknown")).is_empty());
    assert_eq!(new(&with("force", "rebels")), ["/party: option"]);
    assert_eq!(new(&with("force", "untagged")), ["/party: option"]);
    // The stored choice no longer fits what it depends on, disabled or not.
    assert_eq!(
        change(&with("force", "army"), &with("group", "army")),
        ["/party: option"]
    );
    assert!(
        change(
            &with("group", "militia"),
            &json!({"category": "group", "party": "militia", "aid": ["food"]})
        )
        .is_empty()
    );
    assert_eq!(
        change(&with("group", "militia"), &with("force", "militia")),
        ["/party: option"]
    );
}

#[test]
fn a_field_has_one_violation() {
    assert_eq!(new(&json!({"hidden": 9})), ["/hidden: condition"]);
}

#[test]
fn a_subform_says_which_questions_of_its_rows_are_asked_and_when() {
    let row = json!([{"unique_id": "r1", "on": "2026-11-02"}]);
    assert_eq!(
        change(
            &json!({"born": "2020-05-01"}),
            &json!({"born": "2020-05-01", "visits": row})
        ),
        ["/visits/r1/reason: required"]
    );
    assert_eq!(
        change(&json!({}), &json!({"visits": row})),
        ["/visits: condition"]
    );
    let incomplete = rules().incomplete(
        &answers(&json!({"born": "2020-05-01", "visits": row})),
        at().today,
    );
    let missing = incomplete[0].missing.iter().map(ToString::to_string);
    assert_eq!(missing.collect::<Vec<_>>(), ["/visits/r1/reason: required"]);
}

#[test]
fn totals_are_computed_whatever_is_sent() {
    let sent = json!({"children": {"boys": 2, "girls": 1, "total": 9}, "adults": 2, "everyone": 0});
    let computed = rules().calculate(&answers(&sent), at().today);
    assert_eq!(
        Value::Object(computed),
        json!({"children": {"boys": 2, "girls": 1, "total": 3}, "everyone": 5, "crowded": true})
    );
}

#[test]
fn a_total_of_nothing_is_nothing() {
    let sent = json!({"children": {"total": 9}, "everyone": 9});
    let computed = rules().calculate(&answers(&sent), at().today);
    assert_eq!(
        Value::Object(computed),
        json!({"children": {"total": null}, "everyone": null, "crowded": false})
    );
    let right = json!({"children": {"boys": 1, "total": 1}, "everyone": 1, "crowded": false});
    assert!(rules().calculate(&answers(&right), at().today).is_empty());
}

#[test]
fn a_calculated_field_holds_no_list() {
    let computed = rules().calculate(&answers(&json!({"aid": ["food"]})), at().today);
    assert!(!computed.contains_key("copied"), "{computed:?}");
    assert!(new(&json!({"aid": ["food"]})).is_empty());
}
