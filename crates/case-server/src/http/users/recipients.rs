//! Who may be handed a record: the lists that clients choose from, and the rule behind them.

use primero_case_db::users::User;
use primero_case_model::access::{Action, Actor, Resource};
use primero_forms::RecordType;
use primero_templates::configuration::UserCategory;

use crate::tenant::Tenant;

/// How a record is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handover {
    /// Somebody else becomes the owner at once.
    Assign,
    /// Somebody else helps with it.
    Refer,
    /// Somebody else is asked to become the owner.
    Transfer,
}

/// A record that is handed on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handed<'a> {
    /// How.
    pub(crate) handover: Handover,
    /// Its type.
    pub(crate) record_type: RecordType,
    /// Its module, where it is known.
    pub(crate) module: Option<&'a str>,
}

impl Handover {
    /// The rights of which the sender needs one.
    pub(crate) const fn rights(self) -> &'static [Action] {
        match self {
            Self::Assign => &[
                Action::Assign,
                Action::AssignWithinAgency,
                Action::AssignWithinUserGroup,
            ],
            Self::Refer => &[Action::Referral, Action::ReferralFromService],
            Self::Transfer => &[Action::Transfer],
        }
    }
}

/// Whether a sender may hand a record to a receiver. Not to himself, nor to who cannot sign in, nor
/// to a machine; and the receiver's role says that it receives.
pub(crate) fn may_receive(
    handed: Handed<'_>,
    sender: &Actor,
    receiver: &User,
    tenant: &Tenant,
) -> bool {
    let own = &receiver.attributes;
    let role = tenant.role(own.role.as_str());
    let category = role.and_then(|role| role.value.user_category);
    let is_machine = matches!(
        category,
        Some(UserCategory::System | UserCategory::Maintenance)
    );
    if own.user_name == sender.user_name || own.disabled || own.unverified || is_machine {
        return false;
    }
    let Some(actor) = tenant.actor(receiver) else {
        return false;
    };
    let resource = Resource::from(handed.record_type);
    match handed.handover {
        Handover::Assign => {
            actor.grants.allow(resource, Action::Read) && is_in_range(sender, resource, &actor)
        }
        Handover::Refer => {
            let elsewhere = Action::ReceiveReferralDifferentModule;
            (actor.grants.names(resource, Action::ReceiveReferral)
                && is_in_module(&actor, handed.module))
                || actor.grants.names(resource, elsewhere)
        }
        Handover::Transfer => {
            actor.grants.names(resource, Action::ReceiveTransfer)
                && is_in_module(&actor, handed.module)
        }
    }
}

/// Whether a sender's right to assign reaches a receiver.
fn is_in_range(sender: &Actor, resource: Resource, receiver: &Actor) -> bool {
    let may = |action: Action| sender.grants.allow(resource, action);
    let same_agency = sender.agency.is_some() && sender.agency == receiver.agency;
    let same_group = !sender.groups.is_disjoint(&receiver.groups);
    may(Action::Assign)
        || (may(Action::AssignWithinAgency) && same_agency)
        || (may(Action::AssignWithinUserGroup) && same_group)
}

fn is_in_module(receiver: &Actor, module: Option<&str>) -> bool {
    module.is_none_or(|module| receiver.modules.contains(module))
}
