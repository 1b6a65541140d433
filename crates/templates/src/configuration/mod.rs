//! The compiled configuration of a tenant: what a bundle, its overlays and parameters come to.
//!
//! Plain data in the vocabulary of API v2. The case service stores it; nothing here does IO.

use std::collections::BTreeMap;

use primero_forms::{FormSection, Lookup};
use serde::{Deserialize, Serialize};

mod module;
mod report;
mod role;
mod samples;
mod settings;
mod workflow;

pub use module::{Module, ModuleOptions};
pub use report::{Report, ReportField};
pub use role::{FormPermission, GroupPermission, Limit, Permissions, Role, UserCategory};
pub use samples::{Agency, Location, SampleRecord, SampleUser, Samples, UserGroup};
pub use settings::{ContactInformation, SystemSettings};
pub use workflow::{DueIn, Task, Transition, Workflow, WorkflowState};

/// Which template a configuration was compiled from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateIdentity {
    /// The template's id, for example `rapid-onset`.
    pub id: String,
    /// Its semantic version.
    pub version: String,
    /// `sha256:<hex>` of the bundle with its overlays applied.
    pub digest: String,
}

/// How much of the template is translated into one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageCoverage {
    /// Texts that have a translation.
    pub translated: u32,
    /// Texts in the template's default language.
    pub total: u32,
}

/// How long a kind of answer is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// What the period counts from: the name of a date field, or `created_at`.
    pub basis: String,
    /// After so many months a person reviews whether the answers are still needed.
    pub review_after_months: u32,
    /// After so many months the answers are erased; without it only the review is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erase_after_months: Option<u32>,
}

/// Everything that makes one tenant different from another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Where the configuration comes from.
    pub template: TemplateIdentity,
    /// The tenant's languages (BCP 47). The first is the default, and every text has it.
    pub languages: Vec<String>,
    /// By language, how complete it is.
    #[serde(default)]
    pub language_coverage: BTreeMap<String, LanguageCoverage>,
    /// The modules.
    pub modules: Vec<Module>,
    /// Every form section, nested ones included, in order.
    pub forms: Vec<FormSection>,
    /// The lookups.
    pub lookups: Vec<Lookup>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Locations that the configuration itself brings, usually from a country's overlay.
    #[serde(default)]
    pub locations: Vec<Location>,
    /// Agencies that the configuration itself brings.
    #[serde(default)]
    pub agencies: Vec<Agency>,
    /// User groups that the configuration itself brings.
    #[serde(default)]
    pub user_groups: Vec<UserGroup>,
    /// The single row of system settings.
    #[serde(default)]
    pub system_settings: SystemSettings,
    /// Whom users turn to.
    #[serde(default)]
    pub contact_information: ContactInformation,
    /// Stages and tasks of the record types.
    #[serde(default)]
    pub workflows: Vec<Workflow>,
    /// Report definitions.
    #[serde(default)]
    pub reports: Vec<Report>,
    /// By id, the retention rules that fields name.
    #[serde(default)]
    pub retention: BTreeMap<String, RetentionRule>,
    /// Synthetic people and places for demonstration and training.
    #[serde(default)]
    pub samples: Samples,
}
