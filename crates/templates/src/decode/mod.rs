//! From documents to the typed parts of a configuration.
//!
//! | module | reads |
//! |---|---|
//! | [`form`] | `forms/` |
//! | [`plain`] | every other document |
//! | [`text`] | texts without a language |

mod form;
mod plain;
mod text;

pub(crate) use form::{SourcedForm, forms};
pub(crate) use plain::{
    agencies, locations, lookups, manifest, reports, roles, samples, user_groups, workflows,
};

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::{Problem, merge::identity};

/// Reads one typed value; a mistake becomes a problem with its place below `place`.
fn typed<T: DeserializeOwned>(
    file: &str,
    place: &str,
    value: &Value,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    match serde_path_to_error::deserialize(value) {
        Ok(typed) => Some(typed),
        Err(error) => {
            let inner = readable(value, error.path());
            let reason = error.into_inner().to_string();
            problems.push(Problem::new(file, join(place, &inner), reason));
            None
        }
    }
}

/// The path with the names of list elements instead of their positions.
fn readable(root: &Value, path: &serde_path_to_error::Path) -> String {
    let mut place = String::new();
    let mut current = Some(root);
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                current = current.and_then(|value| value.get(*index));
                place.push_str(&element(current, *index));
            }
            Segment::Map { key } => {
                current = current.and_then(|value| value.get(key));
                place = join(&place, key);
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    place
}

/// `[identity]` of a list's element, or `[position]` when it has none.
fn element(element: Option<&Value>, index: usize) -> String {
    match element.and_then(identity) {
        Some(identity) => format!("[{identity}]"),
        None => format!("[{index}]"),
    }
}

fn join(outer: &str, inner: &str) -> String {
    match (outer.is_empty(), inner.is_empty()) {
        (true, _) => inner.to_owned(),
        (_, true) => outer.to_owned(),
        _ if inner.starts_with('[') => format!("{outer}{inner}"),
        _ => format!("{outer}.{inner}"),
    }
}
