//! Page cursors: where the next page of an ordered list begins.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last row of a page: its sort key, absent where the row has none, and its id, which breaks
/// ties.
///
/// The text form is opaque to clients and safe in a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageCursor {
    /// The value that the list is ordered by.
    pub sort_key: Option<String>,
    /// The id of the row.
    pub id: Uuid,
}

/// A text that no list of ours has handed out as a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a page cursor")]
pub struct InvalidCursor;

impl fmt::Display for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.id.as_simple())?;
        if let Some(key) = &self.sort_key {
            f.write_char('-')?;
            for byte in key.bytes() {
                write!(f, "{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for PageCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, key) = match text.split_once('-') {
            Some((id, key)) => (id, Some(key)),
            None => (text, None),
        };
        let id = Uuid::try_parse(id).map_err(|_| InvalidCursor)?;
        let sort_key = key.map(from_hex).transpose()?;
        Ok(Self { sort_key, id })
    }
}

fn from_hex(text: &str) -> Result<String, InvalidCursor> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    match bytes {
        Some(bytes) if rest.is_empty() => String::from_utf8(bytes).map_err(|_| InvalidCursor),
        Some(_) | None => Err(InvalidCursor),
    }
}

impl TryFrom<String> for PageCursor {
    type Error = InvalidCursor;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PageCursor> for String {
    fn from(cursor: PageCursor) -> Self {
        cursor.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_form() {
        for sort_key in [None, Some(String::new()), Some("Amina كريم".to_owned())] {
            let cursor = PageCursor {
                sort_key,
                id: Uuid::from_u128(7),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn foreign_text_is_no_cursor() {
        for text in ["", "7", "00000000000000000000000000000007-zz", "é-00"] {
            assert_eq!(text.parse::<PageCursor>(), Err(InvalidCursor), "{text:?}");
        }
    }
}
