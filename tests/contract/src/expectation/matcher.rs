//! Compares what was found with what is expected.

use serde_json::Value;

use super::operator::{Expectation, Operator, Type};
use crate::variables::plain;

/// Characters of a found value that a report shows.
const SHOWN: usize = 300;

/// What a path led to.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Absent,
    /// The value of a path that leads to one.
    One(Value),
    /// The values of a path with `[*]` or a filter.
    Many(Vec<Value>),
}

/// What is wrong, in words; `None` when nothing is.
pub(super) fn mismatch(found: &Found, expectation: &Expectation<'_>) -> Option<String> {
    match expectation {
        Expectation::Is(value) => {
            let is_met = found.whole().is_some_and(|found| equal(&found, value));
            (!is_met).then(|| format!("expected {value}, got {}", found.shown()))
        }
        Expectation::All(operators) => {
            let unmet = operators.iter().find(|operator| !operator.accepts(found))?;
            Some(format!("expected {}, got {}", unmet.words(), found.shown()))
        }
    }
}

impl Found {
    /// The value as a literal is compared with it: a list for a path that yields one.
    fn whole(&self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::One(value) => Some(value.clone()),
            Self::Many(values) => Some(Value::Array(values.clone())),
        }
    }

    /// Whether something holds of the value, or of each of several.
    fn each(&self, holds: impl Fn(&Value) -> bool) -> bool {
        match self {
            Self::Absent => false,
            Self::One(value) => holds(value),
            Self::Many(values) => !values.is_empty() && values.iter().all(holds),
        }
    }

    fn shown(&self) -> String {
        let Some(value) = self.whole() else {
            return "nothing".to_owned();
        };
        let text = value.to_string();
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    }
}

impl Operator<'_> {
    fn accepts(&self, found: &Found) -> bool {
        match self {
            Self::Has(wanted) => *wanted != is_nothing(found),
            Self::Differs(value) => found.whole().is_none_or(|found| !equal(&found, value)),
            Self::Length(wanted) => {
                let length = found.whole().and_then(|found| length(&found));
                length.and_then(|length| u64::try_from(length).ok()) == Some(*wanted)
            }
            Self::Matches(regex) => {
                found.each(|value| regex.is_match(&plain(value)).unwrap_or(false))
            }
            Self::Set(wanted) => match found.whole() {
                Some(Value::Array(found)) => same_elements(&found, wanted),
                Some(_) | None => false,
            },
            Self::Contains(wanted) => found.whole().is_some_and(|found| contains(&found, wanted)),
            Self::Type(Type::Array) => matches!(found.whole(), Some(Value::Array(_))),
            Self::Type(wanted) => found.each(|value| is_of(value, *wanted)),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Length(wanted) => format!("a length of {wanted}"),
            Self::Has(true) => "something".to_owned(),
            Self::Has(false) => "nothing".to_owned(),
            Self::Matches(regex) => format!("a match of {:?}", regex.as_str()),
            Self::Set(wanted) => format!("in any order {}", Value::from(wanted.to_vec())),
            Self::Contains(wanted) => format!("something that contains {wanted}"),
            Self::Differs(value) => format!("anything but {value}"),
            Self::Type(wanted) => format!("the type {wanted:?}"),
        }
    }
}

const fn is_nothing(found: &Found) -> bool {
    match found {
        Found::Absent => true,
        Found::One(_) => false,
        Found::Many(values) => values.is_empty(),
    }
}

/// Deep equality in which 1 and 1.0 are the same.
fn equal(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |(key, a)| b.get(key).is_some_and(|b| equal(a, b));
            a.len() == b.len() && a.iter().all(same)
        }
        (found, expected) => found == expected,
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Array(list) => Some(list.len()),
        Value::Object(map) => Some(map.len()),
        Value::String(text) => Some(text.chars().count()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The same elements, each as often, in any order.
fn same_elements(found: &[Value], wanted: &[Value]) -> bool {
    let mut open: Vec<&Value> = found.iter().collect();
    let all = wanted.iter().all(|wanted| {
        let place = open.iter().position(|found| equal(found, wanted));
        place.map(|place| open.swap_remove(place)).is_some()
    });
    all && open.is_empty()
}

/// A part of a text, an element of a list, or the members of an object.
fn contains(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::String(found), Value::String(wanted)) => found.contains(wanted.as_str()),
        (Value::Array(list), wanted) => list.iter().any(|element| covers(element, wanted)),
        (found, wanted) => covers(found, wanted),
    }
}

/// Equal, or an object that has the wanted members and maybe more.
fn covers(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => wanted
            .iter()
            .all(|(key, wanted)| found.get(key).is_some_and(|found| covers(found, wanted))),
        (found, wanted) => equal(found, wanted),
    }
}

fn is_of(value: &Value, wanted: Type) -> bool {
    match wanted {
        Type::String => value.is_string(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Number => value.is_number(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
        Type::Boolean => value.is_boolean(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn is_met(found: &Found, expected: &Value) -> bool {
        mismatch(found, &Expectation::of(expected).unwrap()).is_none()
    }

    fn one(found: &Value, expected: &Value) -> bool {
        is_met(&Found::One(found.clone()), expected)
    }

    #[test]
    fn literals_are_compared_deeply() {
        let value = json!({"a": [1, {"b": null}]});
        assert!(one(&value, &value));
        assert!(one(&json!({"a": 1.0}), &json!({"a": 1})));
        assert!(!one(&json!({"a": 1, "b": 2}), &json!({"a": 1})));
        assert!(!one(&json!([1, 2]), &json!([2, 1])));
        assert!(!one(&json!("1"), &json!(1)));
        assert!(!is_met(&Found::Absent, &Value::Null));
        assert!(is_met(&Found::Many(vec![json!(2)]), &json!([2])));
        assert!(!is_met(&Found::Many(vec![json!(2)]), &json!(2)));
    }

    #[test]
    fn absence_is_asked_for_by_name() {
        assert!(is_met(&Found::Absent, &json!({"has": false})));
        assert!(one(&Value::Null, &json!({"has": true})));
        assert!(is_met(&Found::Many(Vec::new()), &json!({"has": false})));
        assert!(!is_met(&Found::Absent, &json!({"has": true})));
    }

    #[test]
    fn lengths_sets_and_differences_hold() {
        assert!(one(&json!([1, 2]), &json!({"len": 2})));
        assert!(one(&json!("añb"), &json!({"len": 3})));
        assert!(!is_met(&Found::Absent, &json!({"len": 0})));
        assert!(is_met(&Found::Many(Vec::new()), &json!({"len": 0})));
        assert!(one(&json!(["b", "a"]), &json!({"set": ["a", "b"]})));
        assert!(!one(&json!(["a", "a"]), &json!({"set": ["a", "b"]})));
        assert!(!one(&json!(["a", "b", "b"]), &json!({"set": ["a", "b"]})));
        assert!(one(&json!(1), &json!({"ne": 2})));
        assert!(!one(&json!(1), &json!({"ne": 1})));
    }

    #[test]
    fn containing_means_part_element_or_members() {
        assert!(one(&json!("status=open"), &json!({"contains": "open"})));
        assert!(one(&json!(["a=b", "c=d"]), &json!({"contains": "c=d"})));
        assert!(!one(&json!(["a=b"]), &json!({"contains": "a"})));
        let list = json!([{"resource": "cases", "actions": ["read"], "x": 1}]);
        let wanted = json!({"contains": {"resource": "cases", "actions": ["read"]}});
        assert!(one(&list, &wanted));
        let object = json!({"age": {"from": 5, "to": 10}, "sex": {}});
        let wanted = json!({"contains": {"age": {"from": 5, "to": 10}}});
        assert!(one(&object, &wanted));
        assert!(one(&json!([{"age": {"from": 5, "to": 10}}]), &wanted));
    }

    #[test]
    fn types_and_expressions_hold_of_each_of_several() {
        assert!(one(&json!(3), &json!({"type": "integer"})));
        assert!(!one(&json!(3.5), &json!({"type": "integer"})));
        assert!(one(&json!({}), &json!({"type": "object"})));
        assert!(is_met(
            &Found::Many(vec![json!("a"), json!("b")]),
            &json!({"type": "string"})
        ));
        assert!(is_met(
            &Found::Many(vec![json!("a")]),
            &json!({"type": "array"})
        ));
        assert!(one(
            &json!("2026-02-03"),
            &json!({"re": "^\\d{4}-\\d\\d-\\d\\d$"})
        ));
        assert!(!is_met(&Found::Many(Vec::new()), &json!({"re": "."})));
        assert!(one(&json!("x"), &json!({"type": "string", "len": 1})));
        assert!(!one(&json!("x"), &json!({"type": "string", "len": 2})));
    }
}
