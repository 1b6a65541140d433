//! The configuration: what a template set, and what the tenant changed since.
//!
//! Objects are documents in API v2's vocabulary, by kind and id. Each remembers what the template
//! last said beside what it says now, so that an upgrade never overwrites a local change.
//! [`NewConfiguration`] goes in through [`ConfigurationStore::apply`]; a change of one object through
//! [`ConfigurationStore::insert`], [`ConfigurationStore::update`] or [`ConfigurationStore::remove`],
//! which write its event too. Every change counts the revision up, so that servers read anew.

use jiff::Timestamp;
use primero_kernel::UniqueId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use crate::locations::NewLocation;

mod apply;
mod events;
mod forms;
mod load;
mod numbers;
mod removals;
mod usage;
mod write;

pub use apply::Applied;
pub use events::{ChangedBy, ConfigurationEvent};
pub(crate) use events::{ConfigurationAction, NewEvent};
pub use load::{ConfigurationState, LoadedConfiguration, StoredObject};
pub use usage::AnswerPlace;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A module.
    Module,
    /// A form section with its fields.
    Form,
    /// A lookup with its options.
    Lookup,
    /// A role.
    Role,
    /// An agency.
    Agency,
    /// A user group.
    UserGroup,
    /// A workflow with its stages and tasks.
    Workflow,
    /// A report definition.
    Report,
    /// A retention rule.
    RetentionRule,
    /// The system settings; there is one.
    SystemSettings,
    /// The contact information; there is one.
    ContactInformation,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Module,
        Self::Form,
        Self::Lookup,
        Self::Role,
        Self::Agency,
        Self::UserGroup,
        Self::Workflow,
        Self::Report,
        Self::RetentionRule,
        Self::SystemSettings,
        Self::ContactInformation,
    ];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Form => "form",
            Self::Lookup => "lookup",
            Self::Role => "role",
            Self::Agency => "agency",
            Self::UserGroup => "user_group",
            Self::Workflow => "workflow",
            Self::Report => "report",
            Self::RetentionRule => "retention_rule",
            Self::SystemSettings => "system_settings",
            Self::ContactInformation => "contact_information",
        }
    }
}

/// One object of a configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct NewObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Its id.
    pub unique_id: UniqueId,
    /// All of it.
    pub document: Value,
}

/// A whole configuration, compiled from a template, its overlays and parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct NewConfiguration {
    /// The template's name.
    pub template_name: String,
    /// The template's version.
    pub template_version: String,
    /// The digest of the template's bundle.
    pub template_digest: String,
    /// The languages; the first is the default.
    pub languages: Vec<String>,
    /// A digest of everything that went in: bundle, overlays, languages, parameters. A
    /// configuration with the digest of the one applied last is the same one.
    pub input_digest: String,
    /// The objects, of each kind in order.
    pub objects: Vec<NewObject>,
    /// The locations, parents before children.
    pub locations: Vec<NewLocation>,
}

/// The configuration of the tenant.
#[derive(Debug)]
pub struct ConfigurationStore<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> ConfigurationStore<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }
}

/// How long a replaced form is kept, so that what was entered offline is judged by the form it was
/// entered with.
pub const FORM_RETENTION_DAYS: i64 = 90;

/// A form as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct FormVersion {
    /// The first revision of the configuration that had it.
    pub first_revision: i64,
    /// The last one; none while it is in use.
    pub last_revision: Option<i64>,
    /// The form.
    pub document: Value,
    /// When it was replaced.
    pub retired_at: Option<Timestamp>,
}
