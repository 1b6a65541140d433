//! The one function that changes a record: operations in, a changed record and its event out.

use serde_json::{Map, Value};

use crate::event::{Authorship, Event, RecordedOperation};
use crate::operation::{Change, Operation, Outcome, Rejection};
use crate::path::row_id;
use crate::value::{check_text, normalised};
use crate::{Changed, Path, Record, Revision, Versions};

mod edit;

#[cfg(test)]
mod tests;

/// What came of applying operations to a record.
#[derive(Clone, Debug)]
pub struct Application {
    /// The record after them, to be stored; none when no operation changed or contested anything.
    pub changed: Option<Changed<Record>>,
    /// One outcome for each operation, in order.
    pub outcomes: Vec<Outcome>,
}

/// An operation of the server's own that does not fit the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("operation {position} cannot be applied")]
pub struct ApplyError {
    /// The operation's place in the list, from 0.
    pub position: usize,
    /// Why.
    #[source]
    pub reason: Rejection,
}

impl Record {
    /// Applies operations in order, each to what the one before it left.
    ///
    /// # Guarantees
    /// - Deterministic: the same record, operations and authorship give the same result, bit for
    ///   bit.
    /// - An operation with a base never overwrites what its author had not seen: it becomes
    ///   [`Outcome::Conflict`], and the event keeps its value.
    /// - A rejected operation leaves no trace in the record.
    pub fn apply(self, operations: Vec<Operation>, authorship: Authorship) -> Application {
        let mut next = self.clone();
        next.revision = self.revision.next();
        let mut outcomes = Vec::with_capacity(operations.len());
        let mut recorded = Vec::new();
        let mut known = Vec::new();
        for operation in operations {
            let (outcome, operation) = apply_one(&mut next, &self, operation);
            if let Some(id) = operation.id {
                known.push((id, outcome.clone()));
            }
            match outcome {
                Outcome::Applied => recorded.push(RecordedOperation {
                    operation,
                    lost: false,
                }),
                Outcome::Conflict { .. } => {
                    recorded.push(RecordedOperation {
                        operation,
                        lost: true,
                    });
                }
                Outcome::Unchanged | Outcome::Rejected { .. } => {}
            }
            outcomes.push(outcome);
        }
        if recorded.is_empty() {
            return Application {
                changed: None,
                outcomes,
            };
        }
        let event = Event::new(&self, authorship, &recorded);
        next.head = Some(event.hash());
        Application {
            changed: Some(Changed::new(next, event, known)),
            outcomes,
        }
    }

    /// Applies what the server itself decided: a change that does not fit is an error, and none is
    /// based on anything.
    pub fn change(
        self,
        changes: Vec<Change>,
        authorship: Authorship,
    ) -> Result<Option<Changed<Self>>, ApplyError> {
        let operations = changes.into_iter().map(Operation::from).collect();
        let application = self.apply(operations, authorship);
        for (position, outcome) in application.outcomes.iter().enumerate() {
            if let Outcome::Rejected { reason } = outcome {
                return Err(ApplyError {
                    position,
                    reason: *reason,
                });
            }
        }
        Ok(application.changed)
    }
}

/// Applies recorded operations again, as they were applied when the event was made.
pub(crate) fn replay(record: &mut Record, operations: &[RecordedOperation], event: &Event) {
    record.revision = event.revision;
    for recorded in operations.iter().filter(|recorded| !recorded.lost) {
        // An operation that does not fit changes nothing; the comparison with the stored record
        // then tells.
        let _ = edit::perform(record, &recorded.operation.change);
    }
    record.head = Some(event.hash());
}

fn apply_one(
    record: &mut Record,
    before: &Record,
    mut operation: Operation,
) -> (Outcome, Operation) {
    operation.change = match storable(operation.change.clone()) {
        Ok(change) => change,
        Err(reason) => return (Outcome::Rejected { reason }, operation),
    };
    if operation.base.is_some_and(|base| base > before.revision) {
        return (
            Outcome::Rejected {
                reason: Rejection::UnknownBase,
            },
            operation,
        );
    }
    if is_in_force(record, &operation.change) {
        return (Outcome::Unchanged, operation);
    }
    if let Some(conflict) = conflict(record, &before.versions, &operation) {
        return (conflict, operation);
    }
    let outcome = match edit::perform(record, &operation.change) {
        Ok(()) => Outcome::Applied,
        Err(reason) => Outcome::Rejected { reason },
    };
    (outcome, operation)
}

/// The change with its values in stored form.
fn storable(change: Change) -> Result<Change, Rejection> {
    if change.path().segments().len() > Path::MAX_SEGMENTS {
        return Err(Rejection::TooDeep);
    }
    for segment in change.path().segments() {
        check_text(segment)?;
    }
    Ok(match change {
        Change::Set { path, value } => Change::Set {
            path,
            value: normalised(value)?,
        },
        Change::PutRow { path, fields } => {
            let mut storable = Map::new();
            for (field, value) in fields {
                check_text(&field)?;
                storable.insert(field, normalised(value)?);
            }
            Change::PutRow {
                path,
                fields: storable,
            }
        }
        Change::AddMembers { path, members } => Change::AddMembers {
            path,
            members: all_normalised(members)?,
        },
        Change::RemoveMembers { path, members } => Change::RemoveMembers {
            path,
            members: all_normalised(members)?,
        },
        Change::Unset { .. } | Change::DeleteRow { .. } => change,
    })
}

fn all_normalised(values: Vec<Value>) -> Result<Vec<Value>, Rejection> {
    values
        .into_iter()
        .map(|value| Ok(normalised(value)?))
        .collect()
}

/// Whether the record is already as the change would make it.
fn is_in_force(record: &Record, change: &Change) -> bool {
    let now = change.path().find(&record.data);
    match change {
        Change::Set { path, value } if path.segments().is_empty() => {
            record.head.is_some() && value.as_object() == Some(&record.data)
        }
        Change::Set { value, .. } => now == Some(value),
        Change::Unset { .. } | Change::DeleteRow { .. } => now.is_none(),
        Change::PutRow { fields, .. } => now.is_some_and(|row| {
            fields
                .iter()
                .all(|(field, value)| row.get(field) == Some(value))
        }),
        Change::AddMembers { members, .. } => {
            let present = now
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default();
            members.iter().all(|member| present.contains(member))
        }
        Change::RemoveMembers { members, .. } => {
            let present = now
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default();
            !members.iter().any(|member| present.contains(member))
        }
    }
}

/// The conflict that an operation meets, if somebody wrote to its path after its base.
///
/// The versions are those before the whole batch: its operations have one author, who does not
/// conflict with himself.
fn conflict(record: &Record, versions: &Versions, operation: &Operation) -> Option<Outcome> {
    let base = operation.base?;
    let path = operation.change.path();
    let now = path.find(&record.data);
    // Where the change adds to a whole, only the parts that it would overwrite can be contested.
    let newest = match &operation.change {
        Change::AddMembers { .. } | Change::RemoveMembers { .. } => return None,
        Change::PutRow { fields, .. } if now.is_some_and(|row| row_id(row).is_some()) => fields
            .iter()
            .filter(|(field, value)| now.and_then(|row| row.get(*field)) != Some(value))
            .map(|(field, _)| versions.latest(&path.child(field.as_str())))
            .max()
            .unwrap_or(Revision::NONE),
        Change::Set { .. } | Change::Unset { .. } if now.is_none() => {
            versions.latest(&topmost_missing(record, path))
        }
        // A row that is not there is contested only when it was deleted, not when it is new.
        Change::PutRow { .. } => versions.listed(path),
        Change::Set { .. } | Change::Unset { .. } | Change::DeleteRow { .. } => {
            versions.latest(path)
        }
    };
    (newest > base).then(|| Outcome::Conflict {
        theirs: now.cloned(),
        revision: newest,
    })
}

/// The path itself, or the topmost value above it that is gone: deleting a row contests every edit
/// inside it.
fn topmost_missing(record: &Record, path: &Path) -> Path {
    let mut missing = path.clone();
    while let Some(parent) = missing.parent() {
        if parent.segments().is_empty() || parent.find(&record.data).is_some() {
            break;
        }
        missing = parent;
    }
    missing
}
