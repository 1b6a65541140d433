//! Who receives a transition.

use primero_case_db::users::User;
use primero_case_model::Record;
use primero_case_model::transition::TransitionKind;
use primero_http_kit::ApiError;

use crate::http::context::CallContext;
use crate::http::failure::db_failure;
use crate::http::users::recipients::{Handed, Handover, may_receive};

/// The user of this name, if he may receive the record: the same rule as that of the lists that
/// clients choose from.
pub(super) async fn receiver(
    call: &mut CallContext,
    record: &Record,
    kind: TransitionKind,
    name: &str,
) -> Result<Option<User>, ApiError> {
    let Some(user) = find(call, name).await? else {
        return Ok(None);
    };
    let handover = match kind {
        TransitionKind::Assign => Handover::Assign,
        TransitionKind::Referral => Handover::Refer,
        TransitionKind::Transfer => Handover::Transfer,
        // Whoever owns a record can be asked for it, but nobody asks himself.
        TransitionKind::TransferRequest => {
            let own = &user.attributes;
            let is_other = own.user_name != call.actor.user_name;
            let may_sign_in = !own.disabled && !own.unverified;
            return Ok((is_other && may_sign_in).then_some(user));
        }
    };
    let handed = Handed {
        handover,
        record_type: record.record_type(),
        module: record.text("module_id"),
    };
    Ok(may_receive(handed, &call.actor, &user, &call.tenant).then_some(user))
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
