//! When two answers are the same, and when there is none.

use serde_json::Value;

/// Whether the answer is absent for every rule: null, a text without visible characters, or an
/// empty list or object.
pub fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Equality of two answers that are not blank.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len()
                && a.iter().all(|element| contains(b, element))
                && b.iter().all(|element| contains(a, element))
        }
        (Value::Array(elements), single) | (single, Value::Array(elements)) => {
            contains(elements, single)
        }
        _ => same(left, right),
    }
}

fn contains(elements: &[Value], single: &Value) -> bool {
    elements.iter().any(|element| same(element, single))
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        // Numbers are compared by value: clients send 5 and 5.0 alike.
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        // Clients send the answer to a yes/no question as a boolean or as its text.
        (Value::Bool(flag), Value::String(text)) | (Value::String(text), Value::Bool(flag)) => {
            text == if *flag { "true" } else { "false" }
        }
        _ => left == right,
    }
}
