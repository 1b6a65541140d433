//! Rows that the service itself keeps in a record: flags, alerts, transitions.
//!
//! They stand in the record's data beside its answers, so that the record's chain of events proves
//! them too. Their keys begin with an underscore, which no field of a form can: clients neither see
//! nor write them there.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Change, Path, Record};

/// The rows under a key, in the order in which they were added. A row of an older release that
/// cannot be read is left out.
pub(crate) fn rows<T: DeserializeOwned>(record: &Record, key: &str) -> Vec<T> {
    let rows = record.data().get(key).and_then(Value::as_array);
    rows.into_iter()
        .flatten()
        .filter_map(|row| T::deserialize(row).ok())
        .collect()
}

/// The change that adds a row, or gives the row of that id these values.
pub(crate) fn put(key: &str, id: &str, row: &impl Serialize) -> Change {
    let fields = match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => fields,
        // A row is a struct of texts, numbers and truths, which is always an object.
        Ok(_) | Err(_) => Map::new(),
    };
    Change::PutRow {
        path: Path::field(key).child(id),
        fields,
    }
}

/// The change that takes a row away.
pub(crate) fn remove(key: &str, id: &str) -> Change {
    Change::DeleteRow {
        path: Path::field(key).child(id),
    }
}
