//! Who receives a transition.

use primero_case_db::users::User;
use primero_case_model::Record;
use primero_case_model::access::{Action, Actor, Resource};
use primero_case_model::transition::TransitionKind;
use primero_http_kit::ApiError;
use primero_templates::configuration::UserCategory;

use crate::http::context::CallContext;
use crate::http::failure::db_failure;

/// The user of this name, if he may receive the record.
pub(super) async fn receiver(
    call: &mut CallContext,
    record: &Record,
    kind: TransitionKind,
    name: &str,
) -> Result<Option<User>, ApiError> {
    let Some(user) = find(call, name).await? else {
        return Ok(None);
    };
    Ok(may_receive(call, record, kind, &user).then_some(user))
}

/// A user by the name that a record or a client has.
pub(super) async fn find(call: &mut CallContext, name: &str) -> Result<Option<User>, ApiError> {
    let Ok(name) = name.parse() else {
        return Ok(None);
    };
    call.tx
        .users()
        .find_by_name(&name)
        .await
        .map_err(db_failure)
}

fn may_receive(call: &CallContext, record: &Record, kind: TransitionKind, user: &User) -> bool {
    let own = &user.attributes;
    let role = call.tenant.role(own.role.as_str());
    let category = role.and_then(|role| role.value.user_category);
    let is_machine = matches!(
        category,
        Some(UserCategory::System | UserCategory::Maintenance)
    );
    let is_caller = own.user_name == call.actor.user_name;
    if own.disabled || own.unverified || is_machine {
        return false;
    }
    let Some(actor) = call.tenant.actor(user) else {
        return false;
    };
    match kind {
        TransitionKind::Assign => {
            may(&actor, record, Action::Read) && is_within_reach(&call.actor, record, &actor)
        }
        TransitionKind::Referral => !is_caller && receives(&actor, record, Action::ReceiveReferral),
        TransitionKind::Transfer => !is_caller && receives(&actor, record, Action::ReceiveTransfer),
        TransitionKind::TransferRequest => !is_caller,
    }
}

fn may(actor: &Actor, record: &Record, action: Action) -> bool {
    actor.grants.allow(record.record_type().into(), action)
}

/// Receiving is a right of its own, within one's modules unless another right says more.
fn receives(actor: &Actor, record: &Record, action: Action) -> bool {
    let module = record.text("module_id").unwrap_or_default();
    let shares_module = actor.modules.contains(module);
    may(actor, record, action)
        && (shares_module || may(actor, record, Action::ReceiveReferralDifferentModule))
}

/// Some may give records to everybody, some only within their agency or their groups.
fn is_within_reach(giver: &Actor, record: &Record, receiver: &Actor) -> bool {
    let resource: Resource = record.record_type().into();
    let allowed = |action| giver.grants.allow(resource, action);
    let same_agency = giver.agency.is_some() && giver.agency == receiver.agency;
    let same_group = !giver.groups.is_disjoint(&receiver.groups);
    allowed(Action::Assign)
        || (allowed(Action::AssignWithinAgency) && same_agency)
        || (allowed(Action::AssignWithinUserGroup) && same_group)
}
