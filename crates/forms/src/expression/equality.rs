//! When two answers are the same, and when there is none.

use serde_json::Value;

/// Whether the answer is absent for every rule: null, a text without visible characters, or an
/// empty list or object.
pub fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.chars().all(is_invisible),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// White space, and the characters of no width that keyboards and copied texts leave behind.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Equality of two answers that are not blank.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(a), Value::Array(b)) => same_elements(a, b),
        (Value::Array(elements), single) | (single, Value::Array(elements)) => {
            elements.iter().any(|element| same(element, single))
        }
        _ => same(left, right),
    }
}

/// The same elements, as often, in any order.
fn same_elements(a: &[Value], b: &[Value]) -> bool {
    let mut left: Vec<&Value> = b.iter().collect();
    let all_found = a.iter().all(|element| {
        let position = left.iter().position(|other| same(element, other));
        position
            .map(|position| left.swap_remove(position))
            .is_some()
    });
    all_found && left.is_empty()
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        // Numbers are compared by value: clients send 5 and 5.0 alike.
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        // Clients send the answer to a yes/no question as a boolean or as its text.
        (Value::Bool(flag), Value::String(text)) | (Value::String(text), Value::Bool(flag)) => {
            text == if *flag { "true" } else { "false" }
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

/// Whether a value counts as a yes: true, or the text that some clients send for it.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => text == "true",
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}
