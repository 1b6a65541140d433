//! A text in a client's object. What is no text counts as not sent, as the contract drops it.

use serde_json::{Map, Value};

/// What a client sent under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SentText {
    /// Nothing that could be a text.
    Nothing,
    /// Null: the text is to go.
    Null,
    /// This; a number is a text too.
    Text(String),
}

impl SentText {
    /// What is under a key.
    pub(crate) fn of(data: &Map<String, Value>, key: &str) -> Self {
        match data.get(key) {
            Some(Value::Null) => Self::Null,
            Some(Value::String(text)) => Self::Text(text.clone()),
            Some(Value::Number(number)) => Self::Text(number.to_string()),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => Self::Nothing,
        }
    }

    /// The text, if there is one.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Null => None,
        }
    }

    /// Lays it over a text that may be missing.
    pub(crate) fn over(self, field: &mut Option<String>) {
        match self {
            Self::Nothing => {}
            Self::Null => *field = None,
            Self::Text(text) => *field = Some(text),
        }
    }

    /// Lays it over a text that is blank where it is missing.
    pub(crate) fn over_text(self, field: &mut String) {
        match self {
            Self::Nothing => {}
            Self::Null => field.clear(),
            Self::Text(text) => *field = text,
        }
    }
}
