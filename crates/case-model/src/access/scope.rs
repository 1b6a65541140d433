//! Scopes: on which records a role's permissions hold.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use primero_kernel::{UniqueId, UserName};
use serde::{Deserialize, Serialize};

/// A role's `group_permission`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Records that the user owns or is assigned to.
    #[serde(rename = "self")]
    Own,
    /// Records of the user's groups.
    Group,
    /// Records of the user's agency.
    Agency,
    /// Every record.
    All,
    /// No record: administration of users only.
    AdminOnly,
    /// Records about the user himself.
    Identified,
}

/// A name that no scope has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scope")]
pub struct UnknownScope;

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::Own,
        Self::Group,
        Self::Agency,
        Self::All,
        Self::AdminOnly,
        Self::Identified,
    ];

    /// The name in API v2.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Group => "group",
            Self::Agency => "agency",
            Self::All => "all",
            Self::AdminOnly => "admin_only",
            Self::Identified => "identified",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(name: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == name)
            .ok_or(UnknownScope)
    }
}

/// The records that a list may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListScope {
    /// None at all.
    Nothing,
    /// All of them.
    Everything,
    /// Those that the user is associated with.
    AssociatedWith(UserName),
    /// Those associated with any of these user groups.
    InGroups(BTreeSet<UniqueId>),
    /// Those associated with this agency.
    InAgency(UniqueId),
    /// Those about this user.
    About(UserName),
}
