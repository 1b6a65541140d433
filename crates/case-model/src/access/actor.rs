//! The actor: who asks, with what his role gives him.

use std::collections::{BTreeMap, BTreeSet};

use primero_kernel::{UniqueId, UserName};
use serde::{Deserialize, Serialize};

use super::{Grants, Scope};

/// A signed-in user, as far as decisions depend on him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The name to sign in with.
    pub user_name: UserName,
    /// The agency.
    pub agency: Option<UniqueId>,
    /// The user groups.
    pub groups: BTreeSet<UniqueId>,
    /// The role.
    pub role: UniqueId,
    /// On which records the role's permissions hold.
    pub scope: Scope,
    /// What the role may do.
    pub grants: Grants,
    /// The modules of the role.
    pub modules: BTreeSet<UniqueId>,
    /// The forms of the role, by their id.
    pub forms: BTreeMap<String, FormAccess>,
}

/// How far a role may go with a form it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FormAccess {
    /// Look at it.
    #[serde(rename = "r")]
    Read,
    /// Fill it in.
    #[serde(rename = "rw")]
    ReadWrite,
}
