//! Conditions on a field in the data as SQL/JSON paths.
//!
//! A path compares days and moments as texts, character by character, which is the order of time for
//! the one form in which both are stored; and it looks into a list by itself.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use primero_case_model::event::timestamp_text;
use serde_json::Value;

use super::place::Scalar;

/// The path of a field's value, or of an element of its list, that fulfils all of some conditions.
pub(super) fn matching(field: &str, conditions: &[String]) -> String {
    format!("$.{}[*] ? ({})", quoted(field), conditions.join(" && "))
}

/// The condition of a lower end; none for a value that has no order.
pub(super) fn at_least(end: &Scalar) -> Option<String> {
    match end {
        Scalar::Integer(number) => Some(format!("@ >= {number}")),
        Scalar::Date(day) => Some(format!("@ >= {}", quoted(&day.to_string()))),
        Scalar::Time(at) => {
            // A day without a time of day holds the moment.
            let day = at.to_zoned(TimeZone::UTC).date().to_string();
            let moment = quoted(&timestamp_text(*at));
            Some(format!("(@ >= {moment} || @ == {})", quoted(&day)))
        }
        Scalar::Text(_) | Scalar::Boolean(_) => None,
    }
}

/// The condition of an upper end; a day is included to its last moment.
pub(super) fn at_most(end: &Scalar) -> Option<String> {
    match end {
        Scalar::Integer(number) => Some(format!("@ <= {number}")),
        Scalar::Date(day) => {
            let next = day.saturating_add(1.day());
            Some(format!("@ < {}", quoted(&next.to_string())))
        }
        Scalar::Time(at) => Some(format!("@ <= {}", quoted(&timestamp_text(*at)))),
        Scalar::Text(_) | Scalar::Boolean(_) => None,
    }
}

/// A text as a string of the path language, which takes the escapes of JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_days_includes_both_days_whole() {
        let day = |text: &str| Scalar::Date(text.parse().unwrap());
        let ends = [
            at_least(&day("2026-01-31")).unwrap(),
            at_most(&day("2026-02-01")).unwrap(),
        ];
        let path = matching("closed \"on\"", &ends);
        let expected = r#"$."closed \"on\""[*] ? (@ >= "2026-01-31" && @ < "2026-02-02")"#;
        assert_eq!(path, expected);
    }
}
