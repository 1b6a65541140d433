//! Canonical JSON: one text for one value, so that a hash over it means something.

use serde_json::Value;

/// Writes a value as canonical JSON.
///
/// The rules, which every event ever stored depends on:
/// - no white space outside strings;
/// - the members of an object in the order of their keys' UTF-8 bytes;
/// - in strings `"` and `\` are escaped with `\`, U+0008, U+0009, U+000A, U+000C and U+000D as
///   `\b \t \n \f \r`, other characters below U+0020 as `\u00` and two lower-case hexadecimal
///   digits, everything else stands for itself in UTF-8;
/// - integers in decimal without leading zeros; other numbers in the shortest form that reads back
///   as the same IEEE 754 double (`0.1`, `1e-7`), as `serde_json` writes them. Values pass
///   [`crate::value::normalised`] before, so whole numbers are integers and there is no `-0`.
pub fn to_string(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_and_nothing_is_escaped_without_need() {
        let value = json!({"b": [1, 0.1, 1e-7, true, null], "é": "\u{1}\n\"\\/é\u{7f}", "a": {}});
        assert_eq!(
            to_string(&value),
            "{\"a\":{},\"b\":[1,0.1,1e-7,true,null],\"é\":\"\\u0001\\n\\\"\\\\/é\u{7f}\"}"
        );
    }
}
