//! A role as API v2 writes it.

use std::collections::BTreeMap;

use primero_templates::configuration::{FormPermission, GroupPermission, Permissions, Role};
use serde::Serialize;

use crate::tenant::Stored;

/// A role.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub(super) struct WireRole<'a> {
    id: i64,
    unique_id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    group_permission: GroupPermission,
    referral_authorization: bool,
    referral: bool,
    transfer: bool,
    disabled: bool,
    is_manager: bool,
    reporting_location_level: Option<i32>,
    module_unique_ids: &'a [String],
    form_section_read_write: &'a BTreeMap<String, FormPermission>,
    permissions: &'a Permissions,
}

/// The role with its number.
pub(super) fn role(stored: &Stored<Role>) -> WireRole<'_> {
    role_of(stored.id, &stored.value)
}

/// A role of which the number is known.
pub(super) fn role_of(id: i64, role: &Role) -> WireRole<'_> {
    WireRole {
        id,
        unique_id: &role.unique_id,
        name: &role.name,
        description: Some(role.description.as_str()).filter(|text| !text.is_empty()),
        group_permission: role.group_permission,
        referral_authorization: role.referral_authorization,
        referral: role.referral,
        transfer: role.transfer,
        disabled: role.disabled,
        is_manager: role.is_manager,
        reporting_location_level: role.reporting_location_level,
        module_unique_ids: &role.module_unique_ids,
        form_section_read_write: &role.form_section_read_write,
        permissions: &role.permissions,
    }
}
