//! The decision.

use std::collections::BTreeSet;
use std::fmt;

use super::{Action, Actor, ListScope, Resource, Scope};
use crate::{Record, RecordType};

/// One right: an action on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    /// What it is about.
    pub resource: Resource,
    /// What may be done.
    pub action: Action,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action, self.resource)
    }
}

/// What a decision depends on in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFacts {
    /// The record's type.
    pub record_type: RecordType,
    /// The owner and those it is assigned to.
    pub user_names: BTreeSet<String>,
    /// Their user groups.
    pub groups: BTreeSet<String>,
    /// Their agencies.
    pub agencies: BTreeSet<String>,
    /// The user whom the record is about.
    pub identified_by: Option<String>,
}

impl RecordFacts {
    /// The facts of a record. The owner counts as associated even where the stamp is missing.
    pub fn of(record: &Record) -> Self {
        let texts = |field: &str| {
            record
                .texts(field)
                .map(str::to_owned)
                .collect::<BTreeSet<_>>()
        };
        let mut user_names = texts("associated_user_names");
        user_names.extend(record.text("owned_by").map(str::to_owned));
        Self {
            record_type: record.record_type(),
            user_names,
            groups: texts("associated_user_groups"),
            agencies: texts("associated_user_agencies"),
            identified_by: record.text("identified_by").map(str::to_owned),
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allowed,
    /// The role does not have the right at all: 403.
    NotGranted,
    /// The role has the right, but not on this record: its existence may be a secret.
    OutOfScope,
}

impl Decision {
    /// Whether it is a yes.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed)
    }
}

/// Whether an actor may do something to a record.
///
/// The scope is that of the role, for records of every type: also for registry records and
/// families, where the contract's own server forgets it.
pub fn decide(actor: &Actor, action: Action, facts: &RecordFacts) -> Decision {
    match list_scope(
        actor,
        Permission {
            resource: facts.record_type.into(),
            action,
        },
    ) {
        Some(scope) if scope.covers(facts) => Decision::Allowed,
        Some(_) => Decision::OutOfScope,
        None => Decision::NotGranted,
    }
}

/// The records that an actor may do something to; none when his role does not have the right at
/// all.
pub fn list_scope(actor: &Actor, permission: Permission) -> Option<ListScope> {
    if !actor.grants.allow(permission.resource, permission.action) {
        return None;
    }
    Some(match actor.scope {
        Scope::All => ListScope::Everything,
        Scope::Agency => actor
            .agency
            .clone()
            .map_or(ListScope::Nothing, ListScope::InAgency),
        Scope::Group if actor.groups.is_empty() => ListScope::Nothing,
        Scope::Group => ListScope::InGroups(actor.groups.clone()),
        Scope::Own => ListScope::AssociatedWith(actor.user_name.clone()),
        Scope::Identified => ListScope::About(actor.user_name.clone()),
        Scope::AdminOnly => ListScope::Nothing,
    })
}

impl ListScope {
    /// Whether a record with these facts is inside. Storage's filter selects the same records.
    pub fn covers(&self, facts: &RecordFacts) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::AssociatedWith(user) => facts.user_names.contains(user.as_str()),
            Self::InGroups(groups) => groups.iter().any(|id| facts.groups.contains(id.as_str())),
            Self::InAgency(agency) => facts.agencies.contains(agency.as_str()),
            Self::About(user) => facts.identified_by.as_deref() == Some(user.as_str()),
        }
    }
}
