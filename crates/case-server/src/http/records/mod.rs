//! What the endpoints of all record types share.
//!
//! A write goes through [`input`] (which keys, which types), [`rules`] (the configuration's own
//! rules) and [`creation`] or [`change`]; an answer through [`wire`]; a list through [`search`].
//! [`endpoints`] puts them together for one request, whatever the type.

pub(super) mod change;
pub(super) mod creation;
pub(super) mod endpoints;
mod field_rights;
mod filter_values;
mod filters;
mod identified;
pub(super) mod incidents;
mod indexed_fields;
mod input;
pub(super) mod own_services;
pub(super) mod person;
pub(super) mod referred;
pub(super) mod routes;
mod rules;
mod schema;
pub(super) mod search;
mod selection;
mod short_fields;
mod stages;
pub(super) mod system_fields;
pub(super) mod wire;

pub(crate) use creation::{NewRecord, build};
use primero_case_model::{RecordId, RecordType};
use primero_http_kit::ApiError;

/// The id in a path; anything but a hyphenated UUID is no record. One record has one path.
pub(super) fn record_id(text: &str) -> Option<RecordId> {
    const HYPHENATED: usize = 36;
    (text.len() == HYPHENATED).then(|| text.parse().ok())?
}

/// What is said of a record that is not there, in the contract's words for its type.
pub(super) fn missing(record_type: RecordType, id: &str) -> ApiError {
    let class = match record_type {
        RecordType::Case => "Child",
        RecordType::Incident => "Incident",
        RecordType::TracingRequest => "TracingRequest",
        RecordType::RegistryRecord => "RegistryRecord",
        RecordType::Family => "Family",
    };
    super::not_found(class, id)
}
