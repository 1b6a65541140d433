//! Roles and what they permit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which records a role's permissions reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupPermission {
    /// Records that the user owns or is assigned to.
    #[serde(rename = "self")]
    Own,
    /// Records of the user's groups.
    Group,
    /// Records of the user's agency.
    Agency,
    /// Every record.
    All,
    /// No record: administration only.
    AdminOnly,
    /// The record about the user.
    Identified,
}

/// What a role may do with a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormPermission {
    /// Read.
    #[serde(rename = "r")]
    Read,
    /// Read and write.
    #[serde(rename = "rw")]
    ReadWrite,
}

/// What kind of account a role makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserCategory {
    /// Counts towards a smaller licence.
    Limited,
    /// A machine.
    System,
    /// Operates the instance.
    Maintenance,
    /// A person whom a record is about.
    Identified,
}

/// What the actions on a resource are limited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Limit {
    /// These objects; no id means all.
    Ids(Vec<String>),
    /// The records of a scope of its own.
    Scope {
        /// `self`, `group`, `agency` or `all`.
        scope: String,
    },
}

impl Limit {
    /// The objects that it names.
    pub fn ids(&self) -> &[String] {
        match self {
            Self::Ids(ids) => ids,
            Self::Scope { .. } => &[],
        }
    }
}

/// Actions by resource, with the objects that some actions are limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// By resource (`role`, `agency`, `managed_report`), what the actions are limited to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub objects: BTreeMap<String, Limit>,
    /// By resource (singular, as in API v2), the permitted actions.
    #[serde(flatten)]
    pub actions: BTreeMap<String, Vec<String>>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub struct Role {
    /// The stable id, `role-...`.
    pub unique_id: String,
    /// What a person reads.
    pub name: String,
    /// What the role is for.
    #[serde(default)]
    pub description: String,
    /// The records that the permissions reach.
    pub group_permission: GroupPermission,
    /// Users of the role supervise others.
    #[serde(default)]
    pub is_manager: bool,
    /// The role may be named as the profile of an external referral.
    #[serde(default)]
    pub referral: bool,
    /// The role may be named as the profile of an external transfer.
    #[serde(default)]
    pub transfer: bool,
    /// A referral may narrow what its receiver sees to this role.
    #[serde(default)]
    pub referral_authorization: bool,
    /// Not given to new users.
    #[serde(default)]
    pub disabled: bool,
    /// The level of locations that the role reports on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporting_location_level: Option<i32>,
    /// What kind of account the role makes; none is a standard one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_category: Option<UserCategory>,
    /// The modules whose sections the role can hold.
    #[serde(default)]
    pub module_unique_ids: Vec<String>,
    /// By section, what the role may do with it. A section that is absent is hidden.
    #[serde(default)]
    pub form_section_read_write: BTreeMap<String, FormPermission>,
    /// What the role permits.
    pub permissions: Permissions,
}
