//! What clients say about a flag.

use jiff::civil::Date;
use primero_http_kit::{ApiError, FieldError};
use serde_json::{Map, Value};

const MESSAGE: &str = "errors.models.flags.message";
const DATE: &str = "errors.models.flags.date";

/// What a new flag says.
#[derive(Debug, Clone)]
pub(super) struct NewFlag {
    pub(super) message: String,
    pub(super) date: Date,
}

impl NewFlag {
    /// Reads a new flag; without a date it is for today.
    pub(super) fn read(said: &Map<String, Value>, today: Date) -> Result<Self, ApiError> {
        let mut errors = Vec::new();
        let message = text(said, "message");
        if message.is_none() {
            errors.push(FieldError::new("message", MESSAGE));
        }
        let date = day(said).unwrap_or(Ok(today)).unwrap_or_else(|error| {
            errors.push(error);
            today
        });
        match message {
            Some(message) if errors.is_empty() => Ok(Self { message, date }),
            Some(_) | None => Err(ApiError::InvalidFields(errors)),
        }
    }

    /// Reads the changes of a flag that says something already.
    pub(super) fn read_over(self, said: &Map<String, Value>) -> Result<Self, ApiError> {
        let message = match said.get("message") {
            None => self.message,
            Some(_) => {
                text(said, "message").ok_or_else(|| ApiError::invalid_field("message", MESSAGE))?
            }
        };
        let date = match day(said) {
            None => self.date,
            Some(day) => day.map_err(|error| ApiError::InvalidFields(vec![error]))?,
        };
        Ok(Self { message, date })
    }
}

/// A text that says something.
pub(super) fn text(said: &Map<String, Value>, key: &str) -> Option<String> {
    let text = said.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The day that is named; of a moment its day.
fn day(said: &Map<String, Value>) -> Option<Result<Date, FieldError>> {
    let value = said.get("date").filter(|value| !value.is_null())?;
    let day = value.as_str().and_then(|text| text.get(..10)?.parse().ok());
    Some(day.ok_or_else(|| FieldError::new("date", DATE)))
}
