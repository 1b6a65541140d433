//! What the caller may make of an account: nobody gives away what he lacks.

use primero_case_model::access::{Reach, may_give_role, may_handle_agency, reach};
use primero_http_kit::ApiError;
use primero_kernel::UniqueId;

use super::draft::Draft;
use crate::http::context::CallContext;

/// Refuses roles, agencies and groups that the caller may not give. What the account had before
/// (`before`) may stay.
pub(super) fn check(
    call: &CallContext,
    before: Option<&Draft>,
    draft: &Draft,
) -> Result<(), ApiError> {
    let had_role = before.and_then(|before| before.role.as_ref());
    let gives_role = draft.role.as_ref().filter(|role| Some(*role) != had_role);
    if gives_role.is_some_and(|role| !may_give(call, role)) {
        return Err(ApiError::Forbidden);
    }
    let had_agency = before.and_then(|before| before.agency.as_ref());
    let gives_agency = draft.agency.as_ref().filter(|id| Some(*id) != had_agency);
    if gives_agency.is_some_and(|agency| !may_place(call, agency)) {
        return Err(ApiError::Forbidden);
    }
    let had_groups = before.map(|before| before.groups.as_slice());
    let mut new_groups = draft
        .groups
        .iter()
        .filter(|group| !had_groups.unwrap_or_default().contains(group));
    if new_groups.any(|group| !may_admit(call, group)) {
        return Err(ApiError::Forbidden);
    }
    Ok(())
}

fn may_give(call: &CallContext, role: &UniqueId) -> bool {
    let role = call.tenant.role_facts(role.as_str());
    role.is_some_and(|role| may_give_role(&call.actor, role))
}

/// Whether the caller may let somebody work for an agency.
fn may_place(call: &CallContext, agency: &UniqueId) -> bool {
    let is_own = call.actor.agency.as_ref() == Some(agency);
    may_handle_agency(&call.actor, agency.as_str())
        && (is_own || reach(&call.actor) != Reach::Agency)
}

/// Whether the caller may put somebody into a group: into his own, or where he reaches everybody.
/// Who manages an agency does not open the groups of others.
fn may_admit(call: &CallContext, group: &UniqueId) -> bool {
    match reach(&call.actor) {
        Reach::Everybody => true,
        Reach::Agency => {
            let own = call.actor.agency.as_ref().map(UniqueId::as_str);
            let stored = call.tenant.user_group(group.as_str());
            let agencies = stored.map(|stored| stored.value.agency_unique_ids.as_slice());
            let agencies = agencies.unwrap_or_default();
            call.actor.groups.contains(group)
                || agencies.is_empty()
                || agencies.iter().any(|id| Some(id.as_str()) == own)
        }
        Reach::Groups | Reach::Nobody => call.actor.groups.contains(group),
    }
}
