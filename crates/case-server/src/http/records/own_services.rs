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

#[cfg(test)]
mod tests {
    use primero_case_model::access::{Grants, Resource};
    use primero_case_model::{Authorship, Change, EventAction, Path, RecordId, RecordType};
    use primero_kernel::ManualClock;
    use serde_json::json;

    use super::*;

    fn actor(name: &str, scope: Scope, action: Action) -> Actor {
        Actor {
            user_name: name.parse().unwrap(),
            agency: None,
            groups: [].into(),
            role: "role-provider".parse().unwrap(),
            scope,
            grants: Grants::new([(Resource::Case, Action::Read), (Resource::Case, action)]),
            modules: [].into(),
            forms: [].into(),
        }
    }

    fn case() -> Record {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let rows = json!([{"unique_id": "1", PROVIDER: "provider1"}, {"unique_id": "2"}]);
        let whole = Change::Set {
            path: Path::root(),
            value: json!({"owned_by": "worker1", SERVICES: rows}),
        };
        let author = "worker1".parse().unwrap();
        let authorship = Authorship::new(&clock, author, EventAction::CREATE);
        let blank = Record::blank(RecordType::Case, RecordId::generate(&clock));
        let changed = blank.change(vec![whole], authorship).unwrap();
        changed.unwrap().into_entity()
    }

    fn rows_seen(actor: &Actor) -> usize {
        let record = case();
        let mut answer = record.data().clone();
        narrow(actor, &record, &mut answer);
        answer[SERVICES].as_array().unwrap().len()
    }

    #[test]
    fn a_provider_sees_the_own_services_only() {
        let own = Action::ServiceOwnEntriesOnly;
        assert_eq!(rows_seen(&actor("provider1", Scope::Own, own)), 1);
        assert_eq!(rows_seen(&actor("provider2", Scope::Agency, own)), 0);
    }

    #[test]
    fn owners_and_roles_over_everything_see_all_services() {
        let own = Action::ServiceOwnEntriesOnly;
        assert_eq!(rows_seen(&actor("worker1", Scope::Own, own)), 2);
        assert_eq!(rows_seen(&actor("provider1", Scope::All, own)), 2);
        assert_eq!(
            rows_seen(&actor("provider1", Scope::Own, Action::Manage)),
            2
        );
        assert_eq!(rows_seen(&actor("provider1", Scope::Own, Action::Write)), 2);
    }
}
