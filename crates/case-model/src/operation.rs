//! Operations: the unit of change, of idempotency and of conflict.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::value::Unstorable;
use crate::{OperationId, Path, Revision};

/// One change that somebody wants made to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// The id under which the client may send it again; none for what the server makes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OperationId>,
    /// The revision that the author had seen. An operation without one overwrites; one with a base
    /// conflicts with whatever was written to its path after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Revision>,
    /// What to change.
    pub change: Change,
}

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Makes a value the value at a path. At the root it replaces all data.
    Set {
        /// The field.
        path: Path,
        /// Its new value.
        value: Value,
    },
    /// Removes a field.
    Unset {
        /// The field.
        path: Path,
    },
    /// Adds a row to a subform, or merges fields into the row of that id.
    PutRow {
        /// The subform's path and the row's id.
        path: Path,
        /// The row's fields.
        fields: Map<String, Value>,
    },
    /// Removes a row from a subform.
    DeleteRow {
        /// The subform's path and the row's id.
        path: Path,
    },
    /// Adds members to a multi-valued field. Never conflicts.
    AddMembers {
        /// The field.
        path: Path,
        /// The values to add; those already there stay as they are.
        members: Vec<Value>,
    },
    /// Removes members from a multi-valued field. Never conflicts.
    RemoveMembers {
        /// The field.
        path: Path,
        /// The values to remove.
        members: Vec<Value>,
    },
}

impl Change {
    /// A change of one of the record's own fields.
    pub fn set(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Set {
            path: Path::field(field),
            value: value.into(),
        }
    }

    /// What the change is about.
    pub const fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. }
            | Self::Unset { path }
            | Self::PutRow { path, .. }
            | Self::DeleteRow { path }
            | Self::AddMembers { path, .. }
            | Self::RemoveMembers { path, .. } => path,
        }
    }
}

impl From<Change> for Operation {
    /// An operation of the server's own: no id, and it overwrites.
    fn from(change: Change) -> Self {
        Self {
            id: None,
            base: None,
            change,
        }
    }
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The record says so now.
    Applied,
    /// The record said so before.
    Unchanged,
    /// Somebody changed the same thing after the author had seen it. The record keeps their value,
    /// the history keeps both.
    Conflict {
        /// Their value; none when they removed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theirs: Option<Value>,
        /// The revision that wrote it: its event says who and when.
        revision: Revision,
    },
    /// The operation cannot be applied to this record at all.
    Rejected {
        /// Why.
        reason: Rejection,
    },
}

/// Why an operation cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// The base is later than the record.
    #[error("the operation is based on a revision that does not exist")]
    UnknownBase,
    /// The path goes through a row that is not there.
    #[error("there is no such row")]
    UnknownRow,
    /// The path goes through a value that holds no others, or names a whole that has to be changed
    /// by another operation.
    #[error("the path does not lead to a value of that kind")]
    WrongKind,
    /// The value holds a character that cannot be stored.
    #[error("text must not contain U+0000")]
    NulCharacter,
    /// The value is nested too deeply.
    #[error("the value is nested too deeply")]
    TooDeep,
}

impl From<Unstorable> for Rejection {
    fn from(unstorable: Unstorable) -> Self {
        match unstorable {
            Unstorable::NulCharacter => Self::NulCharacter,
            Unstorable::TooDeep => Self::TooDeep,
        }
    }
}
