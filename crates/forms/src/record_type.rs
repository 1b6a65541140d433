//! The kinds of record that a form can belong to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of record, by the id that API v2 uses in `parent_form` and in permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordType {
    /// A person's case.
    Case,
    /// Something that happened to a person.
    Incident,
    /// A relative's search for a child.
    TracingRequest,
    /// An entry of a register that cases link to.
    RegistryRecord,
    /// A family that cases link to.
    Family,
}

impl RecordType {
    /// Every record type, in the order of API v2.
    pub const ALL: [Self; 5] = [
        Self::Case,
        Self::Incident,
        Self::TracingRequest,
        Self::RegistryRecord,
        Self::Family,
    ];

    /// The id, as in `parent_form` and in a role's permissions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Incident => "incident",
            Self::TracingRequest => "tracing_request",
            Self::RegistryRecord => "registry_record",
            Self::Family => "family",
        }
    }

    /// The plural, as in paths and in a user's permissions.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Case => "cases",
            Self::Incident => "incidents",
            Self::TracingRequest => "tracing_requests",
            Self::RegistryRecord => "registry_records",
            Self::Family => "families",
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
