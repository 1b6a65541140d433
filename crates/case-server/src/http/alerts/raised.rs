//! The alerts that a configuration asks for when a record is changed.

use primero_case_model::alert::{FieldAlert, after_edit};
use primero_case_model::{Change, Record};
use serde_json::{Map, Value};

use crate::http::context::CallContext;
use crate::tenant::Tenant;

/// The setting that names the watched fields; a module has its own in place of the tenant's.
const WATCHED: &str = "changes_field_to_form";

/// The changes of a record's alerts that an edit of it brings along. `after` is the data as the
/// edit leaves it.
pub(in crate::http) fn raised(
    call: &CallContext,
    record: &Record,
    after: &Map<String, Value>,
) -> Vec<Change> {
    let watched = watched(&call.tenant, record.text("module_id"));
    after_edit(
        (record, after),
        &watched,
        call.actor.user_name.as_str(),
        call.today,
        &mut || call.clock.new_random_uuid().to_string(),
    )
}

fn watched(tenant: &Tenant, module: Option<&str>) -> Vec<FieldAlert> {
    let own = tenant
        .modules()
        .iter()
        .find(|stored| Some(stored.value.unique_id.as_str()) == module)
        .and_then(|stored| stored.value.module_options.switches.get(WATCHED));
    own.filter(|value| !value.is_null())
        .or_else(|| tenant.setting(WATCHED))
        .and_then(Value::as_object)
        .map(FieldAlert::read)
        .unwrap_or_default()
}
