//! How a client that creates an object may choose its number, and what it is answered.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_http_kit::One;
use primero_kernel::Clock;
use serde::Serialize;
use serde_json::{Map, Value};

/// The greatest number that a client may choose: ours go on from there.
const GREATEST: i32 = 1_000_000_000;

/// What a client says about the number of a new object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientNumber {
    is_sent: bool,
    number: Option<i32>,
}

impl ClientNumber {
    /// The `id` of what is to be created. A blank one is none; one that is no number of ours counts
    /// as sent, and the object gets the next number.
    pub(crate) fn of(data: &Map<String, Value>) -> Self {
        let (is_sent, number) = match data.get("id") {
            None | Some(Value::Null) => (false, None),
            Some(Value::String(text)) => (!text.trim().is_empty(), text.trim().parse().ok()),
            Some(Value::Number(number)) => (true, number.as_i64()),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => (true, None),
        };
        let number = number.and_then(|number: i64| i32::try_from(number).ok());
        Self {
            is_sent,
            number: number.filter(|number| (1..=GREATEST).contains(number)),
        }
    }

    /// Whether the client named the object: then it is answered nothing.
    pub(crate) const fn is_sent(self) -> bool {
        self.is_sent
    }

    /// The number to store the object under, if the client chose one.
    pub(crate) const fn chosen(self) -> Option<i32> {
        self.number
    }

    /// The answer: the object, or nothing to a client that named it already.
    pub(crate) fn answer<T: Serialize>(self, object: impl FnOnce() -> T) -> Response {
        if self.is_sent {
            StatusCode::NO_CONTENT.into_response()
        } else {
            Json(One { data: object() }).into_response()
        }
    }
}

/// Seven characters that tell the id of a new object from others made of the same words.
pub(crate) fn short_code(clock: &dyn Clock) -> String {
    let id = clock.new_random_uuid().simple().to_string();
    id.chars().take(7).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(id: &Value) -> (bool, Option<i32>) {
        let number = ClientNumber::of(json!({"id": id}).as_object().unwrap());
        (number.is_sent, number.number)
    }

    #[test]
    fn a_blank_number_is_none_and_nonsense_is_none_of_ours() {
        assert_eq!(of(&json!("")), (false, None));
        assert_eq!(of(&json!(null)), (false, None));
        assert_eq!(of(&json!("12")), (true, Some(12)));
        assert_eq!(of(&json!(12)), (true, Some(12)));
        assert_eq!(of(&json!(0)), (true, None));
        assert_eq!(of(&json!("x")), (true, None));
    }
}
