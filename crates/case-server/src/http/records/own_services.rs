//! Roles that see only the services which they provide themselves (`service_own_entries_only`).

use primero_case_model::Record;
use primero_case_model::access::{Action, Actor, Scope};
use serde_json::{Map, Value};

/// The subform of services, as the wire contract has it.
const SERVICES: &str = "services_section";
/// Who provides a service.
const PROVIDER: &str = "service_implementing_agency_individual";

/// Leaves only the caller's own services in an answer, when his role says so. The owner of a record
/// sees all of it, and so does a role over all records.
pub(in crate::http) fn narrow(actor: &Actor, record: &Record, answer: &mut Map<String, Value>) {
    let is_owner = record.text("owned_by") == Some(actor.user_name.as_str());
    if is_owner || actor.scope == Scope::All || !is_narrowed(actor, record) {
        return;
    }
    if let Some(Value::Array(rows)) = answer.get_mut(SERVICES) {
        rows.retain(|row| {
            row.get(PROVIDER).and_then(Value::as_str) == Some(actor.user_name.as_str())
        });
    }
}

/// Whether the role names the restriction; `manage` does not mean it.
fn is_narrowed(actor: &Actor, record: &Record) -> bool {
    let mut granted = actor.grants.iter();
    granted.any(|(resource, actions)| {
        resource == record.record_type().into() && actions.contains(&Action::ServiceOwnEntriesOnly)
    })
}
