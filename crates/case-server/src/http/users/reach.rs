//! Whom the caller sees and manages.

use primero_case_db::search::{Others, VisibleUsers};
use primero_case_db::users::{User, UserAttributes};
use primero_case_model::access::{
    Action, Permission, Reach, Resource, Standing, UserFacts, reach, reaches, standing,
};

use crate::http::context::CallContext;
use crate::tenant::Tenant;

const fn of_users(action: Action) -> Permission {
    Permission {
        resource: Resource::User,
        action,
    }
}

/// Whether the caller sees a user: himself, or whom his role reaches.
pub(super) fn may_see(call: &CallContext, other: &User) -> bool {
    let reads = call.may(of_users(Action::Read)) || call.may(of_users(Action::AgencyRead));
    is_own(call, other) || (reads && is_reached(call, &other.attributes))
}

/// Whether the caller may change a user other than himself.
pub(super) fn may_change(call: &CallContext, other: &User) -> bool {
    may_write_users(call) && is_reached(call, &other.attributes)
}

/// Whether the caller may change users at all: only then may he disable any, himself too.
pub(super) fn may_write_users(call: &CallContext) -> bool {
    call.may(of_users(Action::Write))
}

/// Whether the user is the caller.
pub(super) fn is_own(call: &CallContext, other: &User) -> bool {
    other.id == call.user.id
}

/// Whether the caller's role reaches a user with these attributes.
pub(super) fn is_reached(call: &CallContext, other: &UserAttributes) -> bool {
    reaches(&call.actor, facts(other, &call.tenant))
}

fn facts<'a>(user: &'a UserAttributes, tenant: &Tenant) -> UserFacts<'a> {
    let role = tenant.role_facts(user.role.as_str());
    UserFacts {
        agency: user.agency.as_ref(),
        groups: &user.groups,
        standing: role.map_or(Standing::Member, Standing::of),
    }
}

/// The users whom a list may show to the caller.
pub(super) fn visible(call: &CallContext) -> VisibleUsers {
    let own = &call.actor;
    let roles = call.tenant.roles().iter();
    let is_above = |id: &str| {
        let role = call.tenant.role_facts(id);
        role.is_some_and(|role| Standing::of(role) > standing(own))
    };
    let hidden = roles.filter(|role| is_above(&role.value.unique_id));
    VisibleUsers {
        own: call.user.id,
        others: match reach(own) {
            Reach::Everybody => Others::All,
            Reach::Agency => Others::OfAgency(own.agency.clone()),
            Reach::Groups => Others::InGroups(own.groups.iter().cloned().collect()),
            Reach::Nobody => Others::Nobody,
        },
        hidden_roles: hidden
            .filter_map(|role| role.value.unique_id.parse().ok())
            .collect(),
    }
}
