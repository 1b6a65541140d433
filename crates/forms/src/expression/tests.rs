//! Limits, and properties over random trees. The vectors are in the tests of the crate.

use jiff::civil::{self, date};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Expression, parse};

const TODAY: civil::Date = date(2026, 11, 24);

#[test]
fn a_rule_of_33_levels_is_refused() {
    let nest = |levels: usize| (1..levels).fold(json!(true), |rule, _| json!({ "not": rule }));
    assert!(Expression::parse_rule(&nest(32)).is_ok());
    let error = Expression::parse_rule(&nest(33)).expect_err("one level too many");
    assert_eq!(error.reason, "the rule is too large");
}

#[test]
fn a_rule_of_more_than_a_thousand_nodes_is_refused() {
    let wide = |operands: usize| json!({ "sum": vec![1; operands] });
    assert!(Expression::parse(&wide(999)).is_ok());
    assert!(Expression::parse(&wide(1_000)).is_err());
}

#[test]
fn the_fields_of_a_rule_are_found_with_their_subforms() {
    let rule =
        json!({"and": [{"eq": {"sex": {"field": "other"}}}, {"any": {"rows": {"exists": "age"}}}]});
    let expression = Expression::parse_rule(&rule).expect("a rule");
    let mut found = Vec::new();
    expression.visit_fields(&mut |rows, name| found.push((rows.join("/"), name.to_owned())));
    let expected = [("", "sex"), ("", "other"), ("", "rows"), ("rows", "age")];
    assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert!(expression.reads("other") && !expression.reads("age"));
}

fn answer() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "[ab ]{0,3}".prop_map(Value::from),
        Just(json!("2026-02-28")),
        Just(json!("2026-02-28T23:00:00+05:00")),
        Just(json!("true")),
    ];
    scalar.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[ab]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn tree() -> impl Strategy<Value = Value> {
    let operator = prop::sample::select(vec![
        "and",
        "or",
        "not",
        "exists",
        "eq",
        "ne",
        "gt",
        "ge",
        "lt",
        "le",
        "in",
        "any",
        "all",
        "count",
        "field",
        "value",
        "if",
        "sum",
        "avg",
        "concat",
        "today",
        "add_days",
        "diff_days",
        "end_of_quarter",
        "a",
        "data",
        "extra",
    ]);
    let leaf = prop_oneof![
        answer(),
        Just(json!("a")),
        Just(json!("b")),
        Just(json!([]))
    ];
    leaf.prop_recursive(5, 40, 3, move |inner| {
        prop_oneof![
            (operator.clone(), inner.clone()).prop_map(|(key, value)| json!({ key: value })),
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_either_refused_or_evaluated(
        tree in tree(),
        answers in prop::collection::btree_map("[ab]", answer(), 0..3),
    ) {
        let answers: Map<String, Value> = answers.into_iter().collect();
        if let Ok(expression) = Expression::parse(&tree) {
            let first = expression.evaluate(&answers, TODAY);
            prop_assert_eq!(&first, &expression.evaluate(&answers, TODAY));
            if expression.holds(&answers, TODAY) {
                prop_assert!(first == json!(true) || first == json!("true"));
            }
        }
    }

    #[test]
    fn ne_is_the_opposite_of_eq_between_answers(left in answer(), right in answer()) {
        let answers = Map::from_iter([("a".to_owned(), left.clone()), ("b".to_owned(), right.clone())]);
        let holds = |operator: &str| {
            let rule = parse::rule(&json!({operator: ["a", "b"]})).expect("a rule");
            Expression(rule).holds(&answers, TODAY)
        };
        let blank = super::is_blank(&left) || super::is_blank(&right);
        prop_assert_eq!(holds("eq") ^ holds("ne"), !blank);
        prop_assert!(!(holds("lt") && holds("ge")));
    }

    #[test]
    fn adding_days_and_counting_them_agree(days in -100_000_i32..100_000) {
        let tree = json!({"diff_days": [{"add_days": [{"value": "2026-11-24"}, days]}, {"value": "2026-11-24"}]});
        let expression = Expression::parse(&tree).expect("an expression");
        prop_assert_eq!(expression.evaluate(&Map::new(), TODAY), json!(days));
    }
}
