//! Records, the operations that change them, the events that prove it, and who may do what. Pure.
//!
//! Everything that is written to a record becomes [`Operation`]s, and one function,
//! [`Record::apply`], turns a record and operations into a [`Changed`] record together with its
//! [`Event`]. Storage accepts nothing else, so nothing changes without its history. What an access
//! rule needs to know is a value too: [`access::decide`] answers from it.
//!
//! | module | holds |
//! |---|---|
//! | [`record`], [`path`], [`versions`] | the record, its fields by path, the version of each |
//! | [`operation`], [`apply`] | changes and their outcome |
//! | [`event`], [`chain`], [`seal`] | the history, chained by hash, and the bytes that are hashed |
//! | [`merge`] | the merge rules of API v2's PATCH, as operations |
//! | [`stamp`], [`record_action`] | what the server itself writes, and actions with their own fields |
//! | [`flag`], [`alert`], [`transition`] | what the service itself keeps in a record |
//! | [`approval`] | asking whether a plan is right, and the answer |
//! | [`history`] | what each event changed |
//! | [`search_fields`], [`sounds`] | the fields that searches look into, and how names sound |
//! | [`access`] | roles, permissions, scopes, the decision |
//!
//! No clock, no randomness, no IO: times and ids come in as arguments.

pub mod access;
pub mod alert;
pub mod apply;
pub mod approval;
pub mod canonical;
pub mod chain;
pub mod changed;
pub mod digest;
pub mod event;
pub mod flag;
pub mod history;
mod kept_rows;
pub mod merge;
pub mod operation;
pub mod path;
pub mod record;
pub mod record_action;
pub mod seal;
pub mod search_fields;
pub mod sounds;
pub mod stamp;
pub mod transition;
pub mod value;
pub mod versions;

pub use apply::{Application, ApplyError};
pub use changed::Changed;
pub use digest::Digest;
pub use event::{Authorship, Event, EventAction};
pub use operation::{Change, Operation, Outcome};
pub use path::Path;
pub use primero_forms::RecordType;
pub use record::{DeviceId, EventId, OperationId, Record, RecordId, Revision};
pub use record_action::RecordAction;
pub use seal::Seal;
pub use versions::Versions;
