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
    description: Option<&'a str>,
    core_resource: bool,
    agency_unique_ids: &'a [String],
}

/// The user group with its number.
pub(in crate::http) fn user_group(stored: &Stored<UserGroup>) -> WireUserGroup<'_> {
    user_group_of(stored.id, &stored.value)
}

/// A user group of which the number is known.
pub(super) fn user_group_of(id: i64, group: &UserGroup) -> WireUserGroup<'_> {
    WireUserGroup {
        id,
        unique_id: &group.unique_id,
        name: &group.name,
        disabled: group.disabled,
        description: Some(group.description.as_str()).filter(|text| !text.is_empty()),
        core_resource: false,
        agency_unique_ids: &group.agency_unique_ids,
    }
}
