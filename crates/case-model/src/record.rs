//! The record: what the service is about.

use std::fmt;

use primero_kernel::typed_id;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Digest, RecordType, Versions};

typed_id! {
    /// Identifies a record of any type.
    RecordId
}
typed_id! {
    /// Identifies an event.
    EventId
}
typed_id! {
    /// Identifies an operation that a client made; the same id is applied once.
    OperationId
}
typed_id! {
    /// Identifies an enrolled device.
    DeviceId
}

/// Counts the events of one record: the first makes revision 1.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// Before the first event.
    pub const NONE: Self = Self(0);

    /// A revision by its number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The revision that the next event makes.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A case, an incident or another record, as it is after its last event.
///
/// `data` is in API v2's vocabulary. Only [`Record::apply`] changes it; a record is otherwise read
/// from storage with [`Record::from_stored`].
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_field_names,
    reason = "`record_type` is the word of the domain"
)]
pub struct Record {
    pub(crate) id: RecordId,
    pub(crate) record_type: RecordType,
    pub(crate) revision: Revision,
    pub(crate) head: Option<Digest>,
    pub(crate) data: Map<String, Value>,
    pub(crate) versions: Versions,
}

/// The parts of a record that was stored before.
#[derive(Clone, Debug)]
pub struct StoredRecord {
    /// The id.
    pub id: RecordId,
    /// The type.
    pub record_type: RecordType,
    /// The number of events.
    pub revision: Revision,
    /// The hash of the last event.
    pub head: Digest,
    /// Values by field id.
    pub data: Map<String, Value>,
    /// Versions by path.
    pub versions: Versions,
}

impl Record {
    /// A record that does not exist yet: no data, no event. The first application creates it.
    pub fn blank(record_type: RecordType, id: RecordId) -> Self {
        Self {
            id,
            record_type,
            revision: Revision::NONE,
            head: None,
            data: Map::new(),
            versions: Versions::default(),
        }
    }

    /// A record as storage holds it.
    pub fn from_stored(stored: StoredRecord) -> Self {
        Self {
            id: stored.id,
            record_type: stored.record_type,
            revision: stored.revision,
            head: Some(stored.head),
            data: stored.data,
            versions: stored.versions,
        }
    }

    /// The id.
    pub const fn id(&self) -> RecordId {
        self.id
    }

    /// The type.
    pub const fn record_type(&self) -> RecordType {
        self.record_type
    }

    /// The number of events so far.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The hash of the last event; none before the first.
    pub const fn head(&self) -> Option<Digest> {
        self.head
    }

    /// Values by field id, in API v2's vocabulary.
    pub const fn data(&self) -> &Map<String, Value> {
        &self.data
    }

    /// The version of each field.
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }

    /// The text in a field; none when it is missing or something else.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.data.get(field)?.as_str()
    }

    /// The texts in a multi-valued field; a single text counts as one.
    pub fn texts(&self, field: &str) -> impl Iterator<Item = &str> {
        let value = self.data.get(field);
        let many = value
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        value
            .and_then(Value::as_str)
            .into_iter()
            .chain(many.iter().filter_map(Value::as_str))
    }
}
