//! What each event of a record changed, field by field.

use jiff::Timestamp;
use primero_kernel::UserName;
use serde_json::Value;

use crate::apply::replay;
use crate::event::UnreadableContent;
use crate::{Event, EventAction, Record, RecordId, RecordType};

/// What one event changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user: UserName,
    /// As what.
    pub action: EventAction,
    /// The fields that are different after it, by name.
    pub changes: Vec<FieldChange>,
    /// Whether the name was hidden before or after.
    pub hides_name: bool,
}

/// A field that an event changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// Its value before; null when it had none.
    pub from: Value,
    /// Its value after.
    pub to: Value,
}

/// The steps of a record's history, oldest first, from all its events in order.
///
/// # Caveats
/// An event whose content was erased changes nothing that can still be told; the next event then
/// shows as its own what differs from before.
pub fn steps(
    (record_type, id): (RecordType, RecordId),
    events: &[Event],
) -> Result<Vec<Step>, UnreadableContent> {
    let mut record = Record::blank(record_type, id);
    let mut steps = Vec::with_capacity(events.len());
    for event in events {
        let operations = match event.operations() {
            Ok(operations) => operations,
            Err(UnreadableContent::Erased) => Vec::new(),
            Err(malformed @ UnreadableContent::Malformed(_)) => return Err(malformed),
        };
        let before = record.clone();
        replay(&mut record, &operations, event);
        steps.push(Step {
            at: event.at,
            user: event.user.clone(),
            action: event.action.clone(),
            changes: differences(&before, &record),
            hides_name: hides_name(&before) || hides_name(&record),
        });
    }
    Ok(steps)
}

fn differences(before: &Record, after: &Record) -> Vec<FieldChange> {
    let value =
        |record: &Record, field: &str| record.data().get(field).cloned().unwrap_or(Value::Null);
    let gone = before
        .data()
        .keys()
        .filter(|field| !after.data().contains_key(*field));
    let fields = after.data().keys().chain(gone);
    fields
        .filter(|field| before.data().get(*field) != after.data().get(*field))
        .map(|field| FieldChange {
            field: field.clone(),
            from: value(before, field),
            to: value(after, field),
        })
        .collect()
}

fn hides_name(record: &Record) -> bool {
    record.data().get("hidden_name") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use primero_kernel::ManualClock;
    use serde_json::json;

    use super::*;
    use crate::{Authorship, Change, Path};

    #[test]
    fn a_step_tells_what_was_there_before_and_after() {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let by = |action| Authorship::new(&clock, "worker1".parse().unwrap(), action);
        let id = RecordId::generate(&clock);
        let whole = Change::Set {
            path: Path::root(),
            value: json!({"age": 5, "name": "Amina"}),
        };
        let created = Record::blank(RecordType::Case, id)
            .change(vec![whole], by(EventAction::CREATE))
            .unwrap()
            .unwrap();
        let first = created.event().clone();
        let unset = Change::Unset {
            path: Path::field("name"),
        };
        let updated = created
            .into_entity()
            .change(vec![Change::set("age", 10), unset], by(EventAction::UPDATE))
            .unwrap()
            .unwrap();
        let steps = steps((RecordType::Case, id), &[first, updated.event().clone()]).unwrap();
        let change = |field: &str, from: Value, to: Value| FieldChange {
            field: field.to_owned(),
            from,
            to,
        };
        assert_eq!(
            steps[1].changes,
            [
                change("age", json!(5), json!(10)),
                change("name", json!("Amina"), Value::Null)
            ]
        );
        assert_eq!(steps[0].changes.len(), 2);
        assert_eq!(steps[0].action, EventAction::CREATE);
    }
}
