//! Whom an actor may manage, and which rights he may give to others.
//!
//! Three rules keep people from reaching further than they were meant to: users are managed within
//! the scope of one's role, administrators only by their like, and nobody gives away a right that
//! he lacks. Whoever manages roles as a whole is trusted to define rights for others, never for
//! himself. That the actor may write users or roles at all is asked before.

use std::collections::BTreeSet;

use primero_kernel::UniqueId;

use super::{Action, Actor, Grants, ObjectKind, Permission, Resource, Scope};

/// What makes a user administrator: everything on these.
const ADMINISTRATION: [Resource; 6] = [
    Resource::Role,
    Resource::User,
    Resource::UserGroup,
    Resource::Agency,
    Resource::Metadata,
    Resource::System,
];
/// What a super user has beyond that.
const BEYOND_ADMINISTRATION: [Resource; 3] = [Resource::Case, Resource::Incident, Resource::Report];
/// What can make others powerful: only those who hold it give it, unless they were told which roles
/// to give.
const POWERFUL: [Resource; 11] = [
    Resource::Role,
    Resource::User,
    Resource::UserGroup,
    Resource::Agency,
    Resource::Webhook,
    Resource::Metadata,
    Resource::System,
    Resource::PrimeroConfiguration,
    Resource::AuditLog,
    Resource::MatchingConfiguration,
    Resource::CodeOfConduct,
];

/// How powerful a role is in the administration of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// As anybody.
    Member,
    /// Administers users, roles, groups, agencies, metadata and system.
    UserAdministrator,
    /// Does that, and everything with every case.
    SuperUser,
}

/// A role, as far as decisions about people depend on it.
#[derive(Clone, Copy, Debug)]
pub struct RoleFacts<'a> {
    /// The role.
    pub id: &'a str,
    /// On which records its permissions hold.
    pub scope: Scope,
    /// What it may do.
    pub grants: &'a Grants,
}

/// A user, as far as decisions about people depend on him.
#[derive(Clone, Copy, Debug)]
pub struct UserFacts<'a> {
    /// The agency.
    pub agency: Option<&'a UniqueId>,
    /// The user groups.
    pub groups: &'a [UniqueId],
    /// How powerful his role is.
    pub standing: Standing,
}

/// The users whom an actor manages, beside himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    Everybody,
    /// Those of his agency.
    Agency,
    /// Those who share a group with him.
    Groups,
    /// None.
    Nobody,
}

impl Standing {
    /// The standing that a role gives.
    pub fn of(role: RoleFacts<'_>) -> Self {
        let manages = |resource: &Resource| role.grants.allow(*resource, Action::Manage);
        if !ADMINISTRATION.iter().all(manages) {
            return Self::Member;
        }
        match role.scope {
            Scope::All if BEYOND_ADMINISTRATION.iter().all(manages) => Self::SuperUser,
            Scope::All | Scope::AdminOnly => Self::UserAdministrator,
            Scope::Own | Scope::Group | Scope::Agency | Scope::Identified => Self::Member,
        }
    }
}

/// The standing of an actor.
pub fn standing(actor: &Actor) -> Standing {
    Standing::of(RoleFacts {
        id: actor.role.as_str(),
        scope: actor.scope,
        grants: &actor.grants,
    })
}

/// Whom an actor reaches, whatever he may do to them. Users of a higher standing than his own are
/// beyond it.
pub fn reach(actor: &Actor) -> Reach {
    if standing(actor) > Standing::Member {
        return Reach::Everybody;
    }
    if actor.grants.names(Resource::User, Action::AgencyRead) {
        return Reach::Agency;
    }
    match actor.scope {
        Scope::All | Scope::AdminOnly => Reach::Everybody,
        Scope::Agency => Reach::Agency,
        Scope::Group => Reach::Groups,
        Scope::Own | Scope::Identified => Reach::Nobody,
    }
}

/// Whether an actor reaches a user other than himself.
pub fn reaches(actor: &Actor, other: UserFacts<'_>) -> bool {
    if other.standing > standing(actor) {
        return false;
    }
    match reach(actor) {
        Reach::Everybody => true,
        Reach::Agency => other.agency.is_some() && other.agency == actor.agency.as_ref(),
        Reach::Groups => other.groups.iter().any(|id| actor.groups.contains(id)),
        Reach::Nobody => false,
    }
}

/// Whether an actor may give a role to a user.
pub fn may_give_role(actor: &Actor, role: RoleFacts<'_>) -> bool {
    let narrowed = actor.grants.objects(ObjectKind::Role);
    if Standing::of(role) > standing(actor) || is_left_out(narrowed, role.id) {
        return false;
    }
    let grants = &actor.grants;
    if grants.allow(Resource::Role, Action::Manage) {
        return true;
    }
    let gives = grants.allow(Resource::Role, Action::Assign);
    if gives && narrowed.is_some() {
        return true;
    }
    let may_give = |right: Permission| {
        (gives && !POWERFUL.contains(&right.resource)) || grants.allow(right.resource, right.action)
    };
    width(role.scope) <= width(actor.scope) && role.grants.rights().all(may_give)
}

/// Whether an actor may make a role be `after`, that was `before`; none for a new one. What was
/// granted before may stay.
pub fn may_define_role(actor: &Actor, before: Option<RoleFacts<'_>>, after: RoleFacts<'_>) -> bool {
    let was = before.map_or(Standing::Member, Standing::of);
    let narrowed = actor.grants.objects(ObjectKind::Role);
    let known = before.map_or(after.id, |role| role.id);
    // A new role is in nobody's list yet.
    let is_left_out = before.is_some() && is_left_out(narrowed, known);
    if was.max(Standing::of(after)) > standing(actor) || is_left_out {
        return false;
    }
    let is_own = before.is_some_and(|role| role.id == actor.role.as_str());
    if actor.grants.allow(Resource::Role, Action::Manage) && !is_own {
        return true;
    }
    let had = |right: Permission| {
        before.is_some_and(|role| role.grants.allow(right.resource, right.action))
    };
    let mut rights = after.grants.rights();
    let is_as_wide = before.is_some_and(|role| width(after.scope) <= width(role.scope));
    (is_as_wide || width(after.scope) <= width(actor.scope))
        && rights.all(|right| had(right) || actor.grants.allow(right.resource, right.action))
}

/// Whether an actor may look at a role, or remove it.
pub fn may_handle_role(actor: &Actor, role: RoleFacts<'_>) -> bool {
    Standing::of(role) <= standing(actor)
        && !is_left_out(actor.grants.objects(ObjectKind::Role), role.id)
}

/// Whether an actor's role reaches an agency: his role may name the agencies it manages.
pub fn may_handle_agency(actor: &Actor, agency: &str) -> bool {
    !is_left_out(actor.grants.objects(ObjectKind::Agency), agency)
}

/// Whether an actor manages a user group: all of them, or his own, or those of his agency.
pub fn may_handle_group(actor: &Actor, group: &str, agencies: &[String]) -> bool {
    match reach(actor) {
        Reach::Everybody => true,
        Reach::Agency => {
            let own = actor.agency.as_ref().map(UniqueId::as_str);
            actor.groups.contains(group) || agencies.iter().any(|id| Some(id.as_str()) == own)
        }
        Reach::Groups | Reach::Nobody => actor.groups.contains(group),
    }
}

fn is_left_out(narrowed: Option<&BTreeSet<UniqueId>>, id: &str) -> bool {
    narrowed.is_some_and(|ids| !ids.is_empty() && !ids.contains(id))
}

/// How far a scope reaches, to compare two.
const fn width(scope: Scope) -> u8 {
    match scope {
        Scope::Identified | Scope::Own => 0,
        Scope::Group => 1,
        Scope::Agency => 2,
        Scope::All | Scope::AdminOnly => 3,
    }
}
