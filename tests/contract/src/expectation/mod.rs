//! What an answer has to be: JSON paths, and the operators beside plain values.

mod matcher;
mod operator;
mod path;

use serde_json::Value;

use matcher::Found;
use operator::Expectation;
use path::Path;

/// Checks that a path and what is expected there are in the format. Variables may stand in them.
pub(crate) fn check_format(path: &str, expected: &Value) -> Result<(), String> {
    path::parse(path)?;
    Expectation::of(expected).map(|_| ())
}

/// What is wrong at a path of `body`; `None` when it is as expected.
pub(crate) fn difference(body: &Value, path: &str, expected: &Value) -> Option<String> {
    let found = path::parse(path).map(|parsed| find(&parsed, body));
    let wrong = match (found, Expectation::of(expected)) {
        (Err(rule), _) | (_, Err(rule)) => Some(rule),
        (Ok(found), Ok(expectation)) => matcher::mismatch(&found, &expectation),
    };
    wrong.map(|wrong| format!("{path}: {wrong}"))
}

/// What is wrong with the text of a header.
pub(crate) fn text_difference(name: &str, text: Option<&str>, expected: &Value) -> Option<String> {
    let expected = match expected {
        // Headers are text, whatever the block wrote.
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(value) => Value::String(value.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => expected.clone(),
    };
    let found = match text {
        Some(text) => Found::One(text.into()),
        None => Found::Absent,
    };
    let wrong = match Expectation::of(&expected) {
        Ok(expectation) => matcher::mismatch(&found, &expectation),
        Err(rule) => Some(rule),
    };
    wrong.map(|wrong| format!("header {name}: {wrong}"))
}

/// The value at a path, to be saved under a name.
pub(crate) fn value_at(body: &Value, path: &str) -> Result<Value, String> {
    match find(&path::parse(path)?, body) {
        Found::One(value) => Ok(value),
        Found::Many(values) => Ok(Value::Array(values)),
        Found::Absent => Err(format!("{path}: absent")),
    }
}

fn find(path: &Path, body: &Value) -> Found {
    let values = path.values(body);
    if path.is_list() {
        Found::Many(values.into_iter().cloned().collect())
    } else {
        match values.first() {
            Some(value) => Found::One((*value).clone()),
            None => Found::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_names_the_path_the_wish_and_what_was_there() {
        let body = json!({"data": {"id": 3}});
        assert_eq!(difference(&body, "$.data.id", &json!(3)), None);
        let text = difference(&body, "$.data.id", &json!(4)).unwrap();
        assert_eq!(text, "$.data.id: expected 4, got 3");
        let text = difference(&body, "$.data.name", &json!("x")).unwrap();
        assert_eq!(text, "$.data.name: expected \"x\", got nothing");
    }

    #[test]
    fn headers_are_compared_as_text() {
        assert_eq!(text_difference("Retry-After", Some("60"), &json!(60)), None);
        assert_eq!(text_difference("X", None, &json!({"has": false})), None);
        let cookie = "_app_session=x; path=/; HttpOnly; SameSite=Lax";
        let expected = json!({"re": "_app_session=.*HttpOnly.*SameSite=Lax"});
        assert_eq!(text_difference("Set-Cookie", Some(cookie), &expected), None);
        let expected = json!({"re": "^(?!.*_app_session).*$"});
        let wrong = text_difference("Set-Cookie", Some(cookie), &expected);
        assert!(wrong.is_some());
    }

    #[test]
    fn values_are_saved_with_their_type() {
        let body = json!({"data": {"id": 7}});
        assert_eq!(value_at(&body, "$.data.id"), Ok(json!(7)));
        assert_eq!(
            value_at(&body, "$.data.x"),
            Err("$.data.x: absent".to_owned())
        );
    }
}
