//! Events: what happened to a record, chained by hash to what happened to it before.
//!
//! # The bytes that are hashed
//!
//! These rules hold for every event ever stored. All JSON is canonical ([`crate::canonical`]),
//! encoded in UTF-8; digests are SHA-256 in lower-case hexadecimal.
//!
//! The **content** is the object
//! `{"kind":"primero.event-content/1","operations":[…],"salt":"…"}`: the operations that were
//! applied, in order, and those that lost a conflict. One operation is
//! `{"base":…,"change":{…},"id":"…","lost":true}`, where `base` and `id` are missing when it has
//! none and `lost` is missing when it was applied; `change` is [`crate::Change`] as serde writes
//! it. The salt is 32 hexadecimal digits of randomness.
//!
//! The **event** is the object `{"action":"…","at":"…","content":"…","device":"…","event":"…",
//! "kind":"primero.event/1","previous":"…","record":"…","record_type":"…","revision":…,
//! "user":"…"}` in one line: `at` is UTC with exactly three decimals (`2026-03-01T08:00:00.000Z`),
//! `content` is the digest of the content's bytes, `device` and `previous` are `null` when there is
//! none, ids are hyphenated in lower case. The event's hash is the digest of these bytes, and the
//! next event's `previous`.
//!
//! The event holds only the digest of its content. So the content, which is a person's data, can be
//! erased by law without breaking the chain, and the salt keeps a digest that stays behind from
//! being guessed back into a name.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use primero_kernel::{Clock, UserName};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::operation::Operation;
use crate::{DeviceId, Digest, EventId, Record, RecordId, RecordType, Revision, canonical};

/// What a person or a job did, in one word: `create`, `update`, or a record action of API v2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventAction(Cow<'static, str>);

impl EventAction {
    /// A record came into being.
    pub const CREATE: Self = Self(Cow::Borrowed("create"));
    /// A record's answers were changed.
    pub const UPDATE: Self = Self(Cow::Borrowed("update"));

    /// An action by a name that is known when this is compiled.
    pub(crate) const fn constant(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// An action by its name. Names are open: an older release must read what a newer one wrote.
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who changes a record, when, from where, and as what.
#[derive(Clone, Debug)]
pub struct Authorship {
    pub(crate) event: EventId,
    pub(crate) salt: String,
    pub(crate) at: Timestamp,
    pub(crate) user: UserName,
    pub(crate) device: Option<DeviceId>,
    pub(crate) action: EventAction,
}

impl Authorship {
    /// Authorship of a change that is made now.
    pub fn new(clock: &dyn Clock, user: UserName, action: EventAction) -> Self {
        Self {
            event: EventId::generate(clock),
            salt: clock.new_random_uuid().as_simple().to_string(),
            at: in_milliseconds(clock.now()),
            user,
            device: None,
            action,
        }
    }

    /// The same, made on an enrolled device.
    #[must_use]
    pub fn on_device(self, device: DeviceId) -> Self {
        Self {
            device: Some(device),
            ..self
        }
    }

    /// When, to the millisecond.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Who.
    pub const fn user(&self) -> &UserName {
        &self.user
    }
}

/// One operation as history keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedOperation {
    /// What was asked for.
    #[serde(flatten)]
    pub operation: Operation,
    /// The operation lost a conflict: it is kept here, and the record has the other value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lost: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// What happened to a record, once.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Identifies the event.
    pub id: EventId,
    /// The record's type.
    pub record_type: RecordType,
    /// The record.
    pub record: RecordId,
    /// The revision that the event made.
    pub revision: Revision,
    /// The hash of the record's event before this one.
    pub previous: Option<Digest>,
    /// When, by the server's clock, to the millisecond.
    pub at: Timestamp,
    /// Who.
    pub user: UserName,
    /// On which enrolled device, if on one.
    pub device: Option<DeviceId>,
    /// As what.
    pub action: EventAction,
    /// The digest of the content.
    pub content_digest: Digest,
    /// The content's canonical text; none once it has been erased.
    pub content: Option<String>,
}

/// Content that is not what this release knows how to read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableContent {
    /// Erased for data protection.
    #[error("the content of the event was erased")]
    Erased,
    /// Not JSON of the known form.
    #[error("failed to read the content of the event")]
    Malformed(#[source] serde_json::Error),
}

impl Event {
    pub(crate) fn new(
        record: &Record,
        authorship: Authorship,
        operations: &[RecordedOperation],
    ) -> Self {
        let content = canonical::to_string(&json!({
            "kind": CONTENT_KIND,
            "operations": operations,
            "salt": authorship.salt,
        }));
        Self {
            id: authorship.event,
            record_type: record.record_type,
            record: record.id,
            revision: record.revision.next(),
            previous: record.head,
            at: authorship.at,
            user: authorship.user,
            device: authorship.device,
            action: authorship.action,
            content_digest: Digest::of(content.as_bytes()),
            content: Some(content),
        }
    }

    /// The bytes that the event's hash is computed over.
    pub fn canonical_text(&self) -> String {
        canonical::to_string(&json!({
            "action": self.action.as_str(),
            "at": timestamp_text(self.at),
            "content": self.content_digest.to_string(),
            "device": self.device.map(|device| device.to_string()),
            "event": self.id.to_string(),
            "kind": "primero.event/1",
            "previous": self.previous.map(|digest| digest.to_string()),
            "record": self.record.to_string(),
            "record_type": self.record_type.as_str(),
            "revision": self.revision.number(),
            "user": self.user.as_str(),
        }))
    }

    /// The event's hash.
    pub fn hash(&self) -> Digest {
        Digest::of(self.canonical_text().as_bytes())
    }

    /// The operations, read from the content.
    pub fn operations(&self) -> Result<Vec<RecordedOperation>, UnreadableContent> {
        let text = self.content.as_deref().ok_or(UnreadableContent::Erased)?;
        let content: Content = serde_json::from_str(text).map_err(UnreadableContent::Malformed)?;
        Ok(content.operations)
    }
}

const CONTENT_KIND: &str = "primero.event-content/1";

#[derive(Deserialize)]
struct Content {
    operations: Vec<RecordedOperation>,
}

/// A time as it stands in records and in hashed bytes: UTC, three decimals.
pub fn timestamp_text(at: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    PRINTER.timestamp_to_string(&at)
}

/// The same time without what is below a millisecond, so that storage gives back what was hashed.
fn in_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// A time as a JSON value, in the form of [`timestamp_text`].
pub fn timestamp_value(at: Timestamp) -> Value {
    Value::String(timestamp_text(at))
}
