//! A user group as API v2 writes it.

use primero_templates::configuration::UserGroup;
use serde::Serialize;

use crate::tenant::Stored;

/// A user group.
#[derive(Debug, Serialize)]
pub(in crate::http) struct WireUserGroup<'a> {
    id: i64,
    unique_id: &'a str,
    name: &'a str,
    disabled: bool,
    description: &'a str,
    core_resource: bool,
    agency_unique_ids: &'a [String],
}

/// The user group with its number.
pub(in crate::http) fn user_group(stored: &Stored<UserGroup>) -> WireUserGroup<'_> {
    WireUserGroup {
        id: stored.id,
        unique_id: &stored.value.unique_id,
        name: &stored.value.name,
        disabled: stored.value.disabled,
        description: &stored.value.description,
        core_resource: false,
        agency_unique_ids: &stored.value.agency_unique_ids,
    }
}
