//! The merge rules of API v2's PATCH, written as operations.
//!
//! Objects merge key by key; scalars and lists of scalars are replaced; `null` overwrites; rows of
//! a subform merge by `unique_id`, an omitted row stays, a row with `_destroy` goes. Beyond the
//! contract's own server, a row without an id is always kept as a new row.

use serde_json::{Map, Value};

use crate::path::{ROW_ID, row_id};
use crate::{Change, Path, RecordType};

/// The key by which a client removes a row.
pub const DESTROY: &str = "_destroy";

/// Fields that a PATCH never changes, whoever sends it: identity, and what follows from it.
const PROTECTED: [&str; 10] = [
    "id",
    "unique_identifier",
    "unique_id",
    "short_id",
    "created_by",
    "created_at",
    "owned_by",
    "case_id",
    "case_id_display",
    "last_updated_at",
];

/// Whether a PATCH drops a field silently. A case may name its family; a family may not rename
/// itself.
pub fn is_protected(record_type: RecordType, field: &str) -> bool {
    PROTECTED.contains(&field)
        || match record_type {
            RecordType::Case => false,
            RecordType::Incident => matches!(field, "incident_id" | "incident_code"),
            RecordType::TracingRequest => field == "tracing_request_id",
            RecordType::RegistryRecord => matches!(field, "registry_id" | "registry_id_display"),
            RecordType::Family => matches!(field, "family_id" | "family_id_display"),
        }
}

/// The operations that bring `stored` to where a PATCH with `patch` wants it. `new_row_id` gives
/// ids to rows that have none. Empty when the patch changes nothing.
pub fn changes(
    record_type: RecordType,
    stored: &Map<String, Value>,
    patch: Map<String, Value>,
    new_row_id: &mut dyn FnMut() -> String,
) -> Vec<Change> {
    let mut merge = Merge {
        changes: Vec::new(),
        new_row_id,
    };
    for (field, value) in patch {
        if !is_protected(record_type, &field) {
            merge.member(Path::field(field.as_str()), stored.get(&field), value);
        }
    }
    merge.changes
}

/// Data as it is first stored: every row of every subform gets an id if it has none, and rows that
/// are already marked for removal are left out.
pub fn first_data(
    data: Map<String, Value>,
    new_row_id: &mut dyn FnMut() -> String,
) -> Map<String, Value> {
    data.into_iter()
        .map(|(field, value)| (field, with_row_ids(value, new_row_id)))
        .collect()
}

struct Merge<'a> {
    changes: Vec<Change>,
    new_row_id: &'a mut dyn FnMut() -> String,
}

impl Merge<'_> {
    fn member(&mut self, path: Path, stored: Option<&Value>, sent: Value) {
        match (stored, sent) {
            // Below the deepest path a value changes as a whole.
            (Some(Value::Object(stored)), Value::Object(sent)) if path.has_room() => {
                for (key, value) in sent {
                    self.member(path.child(key.as_str()), stored.get(&key), value);
                }
            }
            (Some(Value::Array(stored)), Value::Array(sent))
                if path.has_room()
                    && is_rows(stored)
                    && is_rows(&sent)
                    && !(stored.is_empty() && sent.is_empty()) =>
            {
                self.rows(&path, stored, sent);
            }
            (None | Some(Value::Null), Value::Array(sent))
                if path.has_room() && is_rows(&sent) && !sent.is_empty() =>
            {
                self.rows(&path, &[], sent);
            }
            (Some(stored), sent) if *stored == sent => {}
            (_, sent) => {
                let value = with_row_ids(sent, self.new_row_id);
                self.changes.push(Change::Set { path, value });
            }
        }
    }

    fn rows(&mut self, path: &Path, stored: &[Value], sent: Vec<Value>) {
        for row in sent {
            let Value::Object(mut row) = row else {
                continue;
            };
            let destroy = row.remove(DESTROY) == Some(Value::Bool(true));
            let id = given_id(&row).map(str::to_owned);
            let known = id.as_deref().and_then(|id| {
                stored
                    .iter()
                    .filter(|row| row_id(row) == Some(id))
                    .find_map(Value::as_object)
            });
            match (known, id, destroy) {
                (Some(_), Some(id), true) => {
                    self.changes.push(Change::DeleteRow {
                        path: path.child(id),
                    });
                }
                (Some(known), Some(id), false) => {
                    let path = path.child(id);
                    row.remove(ROW_ID);
                    for (key, value) in row {
                        self.member(path.child(key.as_str()), known.get(&key), value);
                    }
                }
                (None, _, true) => {}
                (_, id, _) => {
                    let id = id.unwrap_or_else(&mut *self.new_row_id);
                    row.insert(ROW_ID.to_owned(), id.as_str().into());
                    let fields = first_data(row, self.new_row_id);
                    self.changes.push(Change::PutRow {
                        path: path.child(id),
                        fields,
                    });
                }
            }
        }
    }
}

/// The id that a row was sent with; an empty one is none.
fn given_id(row: &Map<String, Value>) -> Option<&str> {
    row.get(ROW_ID)?.as_str().filter(|id| !id.is_empty())
}

fn is_rows(list: &[Value]) -> bool {
    list.iter().all(Value::is_object)
}

fn with_row_ids(value: Value, new_row_id: &mut dyn FnMut() -> String) -> Value {
    match value {
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .filter(|item| item.get(DESTROY) != Some(&Value::Bool(true)))
                .map(|item| with_row_id(item, new_row_id))
                .collect(),
        ),
        Value::Object(members) => Value::Object(first_data(members, new_row_id)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn with_row_id(item: Value, new_row_id: &mut dyn FnMut() -> String) -> Value {
    let Value::Object(mut row) = item else {
        return with_row_ids(item, new_row_id);
    };
    row.remove(DESTROY);
    if given_id(&row).is_none() {
        row.insert(ROW_ID.to_owned(), new_row_id().into());
    }
    Value::Object(first_data(row, new_row_id))
}

#[cfg(test)]
mod tests;
