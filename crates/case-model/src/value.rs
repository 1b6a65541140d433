//! What a record's values may be: JSON that comes back from storage exactly as it went in.

use serde_json::{Map, Number, Value};

/// Why a value cannot be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unstorable {
    /// PostgreSQL has no text with this character.
    #[error("text must not contain U+0000")]
    NulCharacter,
    /// Deeper than anything a form can ask for.
    #[error("values must not be nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

/// The deepest nesting that is stored.
pub const MAX_DEPTH: usize = 32;

/// Brings a value into the form in which it is stored: whole numbers as integers where they fit 64
/// bits, no negative zero.
///
/// `jsonb` keeps numbers as decimals, so `1e3` and `1000.0` would come back as something else than
/// was hashed.
pub fn normalised(value: Value) -> Result<Value, Unstorable> {
    at_depth(value, 0)
}

/// Whether a text may be stored.
pub fn check_text(text: &str) -> Result<(), Unstorable> {
    if text.contains('\0') {
        Err(Unstorable::NulCharacter)
    } else {
        Ok(())
    }
}

fn at_depth(value: Value, depth: usize) -> Result<Value, Unstorable> {
    if depth > MAX_DEPTH {
        return Err(Unstorable::TooDeep);
    }
    match value {
        Value::Null | Value::Bool(_) => Ok(value),
        Value::Number(number) => Ok(Value::Number(normalised_number(number))),
        Value::String(text) => check_text(&text).map(|()| Value::String(text)),
        Value::Array(items) => items
            .into_iter()
            .map(|item| at_depth(item, depth + 1))
            .collect::<Result<_, _>>(),
        Value::Object(members) => {
            let mut object = Map::new();
            for (key, member) in members {
                check_text(&key)?;
                object.insert(key, at_depth(member, depth + 1)?);
            }
            Ok(Value::Object(object))
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the comparison proves that the cast lost nothing"
)]
fn normalised_number(number: Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() => {
            let whole = float as i64;
            if whole as f64 == float && whole != i64::MAX {
                whole.into()
            } else if float.trunc() == float && float > 0.0 && float < u64::MAX as f64 {
                // Between i64 and u64: the text without a fraction reads back as an integer.
                format!("{float:.0}").parse().unwrap_or(number)
            } else {
                number
            }
        }
        Some(_) | None => number,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_become_integers() {
        let value = json!([1e3, -0.0, 0.5, 1e300, -7, 1e19, 9.3e18]);
        let expected = json!([
            1000,
            0,
            0.5,
            1e300,
            -7,
            10_000_000_000_000_000_000_u64,
            9_300_000_000_000_000_000_u64
        ]);
        assert_eq!(normalised(value), Ok(expected));
    }

    #[test]
    fn text_that_postgres_cannot_hold_is_refused() {
        assert_eq!(
            normalised(json!({"a": "b\u{0}"})),
            Err(Unstorable::NulCharacter)
        );
        assert_eq!(
            normalised(json!({"a\u{0}": 1})),
            Err(Unstorable::NulCharacter)
        );
    }

    #[test]
    fn values_deeper_than_the_limit_are_refused() {
        let deep = (0..=MAX_DEPTH).fold(Value::Null, |inner, _| json!([inner]));
        assert_eq!(normalised(deep), Err(Unstorable::TooDeep));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(float in proptest::num::f64::NORMAL) {
            let once = normalised(json!(float)).unwrap();
            prop_assert_eq!(normalised(once.clone()).unwrap(), once.clone());
            prop_assert_eq!(once.as_f64(), Some(float));
        }
    }
}
