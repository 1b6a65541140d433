//! Paths to the fields of a record.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The key under which every row of a subform carries its id.
pub const ROW_ID: &str = "unique_id";

/// Where a value stands in a record's data: a JSON pointer (RFC 6901) in which a row of a subform
/// is named by its `unique_id` and never by its position.
///
/// `/name`, `/family_details_section/5b0c…/relation_name`; the empty path is the whole record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(Vec<String>);

/// A text that is not a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPath {
    /// Neither empty nor starting with a slash.
    #[error("a path is empty or starts with a slash")]
    NoSlash,
    /// More segments than [`Path::MAX_SEGMENTS`].
    #[error("a path has at most {} segments", Path::MAX_SEGMENTS)]
    TooLong,
    /// Not to be stored.
    #[error("a path must not contain U+0000")]
    NulCharacter,
}

impl Path {
    /// The deepest path: a field of a row of a subform within a row, and some room.
    pub const MAX_SEGMENTS: usize = 12;

    /// The path of the whole record.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The path of a field of the record itself.
    pub fn field(name: impl Into<String>) -> Self {
        Self(vec![name.into()])
    }

    /// The path one step further down: a field, or a row by its id.
    #[must_use]
    pub fn child(&self, segment: impl Into<String>) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.into());
        Self(segments)
    }

    /// The path one step up; none for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last segment; none for the root.
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// The name of the record's field that the path is or lies in; none for the root.
    pub fn top(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// Whether a row and a field of it below this path still have a path.
    pub const fn has_room(&self) -> bool {
        self.0.len() + 2 <= Self::MAX_SEGMENTS
    }

    /// The segments from the top.
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// Whether the path is `ancestor` or lies in it.
    pub fn is_within(&self, ancestor: &Self) -> bool {
        self.0.starts_with(&ancestor.0)
    }

    /// The value at this path.
    pub fn find<'a>(&self, data: &'a Map<String, Value>) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter()
            .try_fold(data.get(first)?, |value, segment| match value {
                Value::Object(members) => members.get(segment),
                Value::Array(items) => items.iter().find(|item| row_id(item) == Some(segment)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            })
    }
}

/// The id of a row of a subform; none for anything else.
pub fn row_id(value: &Value) -> Option<&str> {
    value.get(ROW_ID)?.as_str()
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|part| write!(f, "/{}", part.replace('~', "~0").replace('/', "~1")))
    }
}

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        if text.contains('\0') {
            return Err(InvalidPath::NulCharacter);
        }
        let rest = text.strip_prefix('/').ok_or(InvalidPath::NoSlash)?;
        let segments: Vec<String> = rest
            .split('/')
            .take(Self::MAX_SEGMENTS + 1)
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect();
        if segments.len() > Self::MAX_SEGMENTS {
            return Err(InvalidPath::TooLong);
        }
        Ok(Self(segments))
    }
}

impl TryFrom<String> for Path {
    type Error = InvalidPath;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_survives_its_text_form() {
        for text in ["", "/name", "/a~1b~0c/d", "/", "/notes/5b0c/text"] {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
        assert_eq!("name".parse::<Path>(), Err(InvalidPath::NoSlash));
        assert_eq!("/x".repeat(13).parse::<Path>(), Err(InvalidPath::TooLong));
    }

    #[test]
    fn a_row_is_found_by_its_id_and_not_by_its_position() {
        let Value::Object(data) = json!({"rows": [{"unique_id": "b", "n": 1}, {"n": 2}]}) else {
            panic!("an object")
        };
        assert_eq!(
            "/rows/b/n".parse::<Path>().unwrap().find(&data),
            Some(&json!(1))
        );
        assert_eq!("/rows/1/n".parse::<Path>().unwrap().find(&data), None);
    }
}
