//! Editing the data: what each change does, without asking whether it may.

use serde_json::{Map, Value};

use crate::operation::{Change, Rejection};
use crate::path::{ROW_ID, row_id};
use crate::{Path, Record};

/// Makes the change, and gives what it wrote the record's revision as version. A change that does
/// not fit leaves the record as it was.
pub(super) fn perform(record: &mut Record, change: &Change) -> Result<(), Rejection> {
    let top = change.path().top();
    let before = top.and_then(|field| record.data.get(field).cloned());
    edit(record, change).inspect_err(|_| {
        if let Some(field) = top {
            match before {
                Some(value) => record.data.insert(field.to_owned(), value),
                None => record.data.remove(field),
            };
        }
    })
}

fn edit(record: &mut Record, change: &Change) -> Result<(), Rejection> {
    match change {
        Change::Set { path, value } => set(record, path, value.clone())?,
        Change::Unset { path } => unset(record, path)?,
        Change::PutRow { path, fields } => return put_row(record, path, fields),
        Change::DeleteRow { path } => delete_row(record, path)?,
        Change::AddMembers { path, members } => add_members(record, path, members)?,
        Change::RemoveMembers { path, members } => remove_members(record, path, members)?,
    }
    record.versions.touch(change.path(), record.revision);
    Ok(())
}

fn set(record: &mut Record, path: &Path, value: Value) -> Result<(), Rejection> {
    if path.segments().is_empty() {
        record.data = match value {
            Value::Object(data) => data,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                return Err(Rejection::WrongKind);
            }
        };
        return Ok(());
    }
    let (members, key) = member_of(&mut record.data, path)?;
    members.insert(key.to_owned(), value);
    Ok(())
}

fn unset(record: &mut Record, path: &Path) -> Result<(), Rejection> {
    let (members, key) = member_of(&mut record.data, path)?;
    members.remove(key);
    Ok(())
}

fn put_row(record: &mut Record, path: &Path, fields: &Map<String, Value>) -> Result<(), Rejection> {
    let (rows, id) = rows_of(&mut record.data, path)?;
    if let Some(row) = rows.iter_mut().find(|row| row_id(row) == Some(id)) {
        let Value::Object(members) = row else {
            return Err(Rejection::WrongKind);
        };
        for (field, value) in fields {
            if members.get(field) != Some(value) && field != ROW_ID {
                members.insert(field.clone(), value.clone());
                record
                    .versions
                    .touch(&path.child(field.as_str()), record.revision);
            }
        }
        return Ok(());
    }
    let mut row = fields.clone();
    row.insert(ROW_ID.to_owned(), id.into());
    rows.push(Value::Object(row));
    record.versions.touch(path, record.revision);
    Ok(())
}

fn delete_row(record: &mut Record, path: &Path) -> Result<(), Rejection> {
    let (rows, id) = rows_of(&mut record.data, path)?;
    rows.retain(|row| row_id(row) != Some(id));
    Ok(())
}

fn add_members(record: &mut Record, path: &Path, members: &[Value]) -> Result<(), Rejection> {
    let (parent, key) = member_of(&mut record.data, path)?;
    let present = list_in(parent, key)?;
    for member in members {
        if !present.contains(member) {
            present.push(member.clone());
        }
    }
    Ok(())
}

fn remove_members(record: &mut Record, path: &Path, members: &[Value]) -> Result<(), Rejection> {
    let (parent, key) = member_of(&mut record.data, path)?;
    list_in(parent, key)?.retain(|member| !members.contains(member));
    Ok(())
}

/// The object that a path's last segment is a key of; objects on the way are made.
fn member_of<'d, 'p>(
    data: &'d mut Map<String, Value>,
    path: &'p Path,
) -> Result<(&'d mut Map<String, Value>, &'p str), Rejection> {
    let (last, above) = path.segments().split_last().ok_or(Rejection::WrongKind)?;
    if last == ROW_ID && !above.is_empty() {
        // Renaming a row would make its history that of another.
        return Err(Rejection::WrongKind);
    }
    Ok((descend(data, above)?, last))
}

/// The list of rows that a path's last segment is an id in; it is made when nothing is stored yet.
fn rows_of<'d, 'p>(
    data: &'d mut Map<String, Value>,
    path: &'p Path,
) -> Result<(&'d mut Vec<Value>, &'p str), Rejection> {
    let (id, above) = path.segments().split_last().ok_or(Rejection::WrongKind)?;
    let (list, above) = above.split_last().ok_or(Rejection::WrongKind)?;
    Ok((list_in(descend(data, above)?, list)?, id))
}

fn descend<'d>(
    data: &'d mut Map<String, Value>,
    segments: &[String],
) -> Result<&'d mut Map<String, Value>, Rejection> {
    let Some((first, rest)) = segments.split_first() else {
        return Ok(data);
    };
    let mut at = data.entry(first.as_str()).or_insert(Value::Null);
    for segment in rest {
        at = match at {
            Value::Array(rows) => rows
                .iter_mut()
                .find(|row| row_id(row) == Some(segment))
                .ok_or(Rejection::UnknownRow)?,
            Value::Null | Value::Object(_) => object_in(at)?
                .entry(segment.as_str())
                .or_insert(Value::Null),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(Rejection::WrongKind);
            }
        };
    }
    object_in(at)
}

fn object_in(value: &mut Value) -> Result<&mut Map<String, Value>, Rejection> {
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().ok_or(Rejection::WrongKind)
}

fn list_in<'d>(
    members: &'d mut Map<String, Value>,
    key: &str,
) -> Result<&'d mut Vec<Value>, Rejection> {
    let value = members.entry(key).or_insert(Value::Null);
    if value.is_null() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut().ok_or(Rejection::WrongKind)
}
