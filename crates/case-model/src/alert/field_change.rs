//! Alerts that a configuration asks for when a field changes.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Alert;
use crate::{Change, Record};

const FIELD_CHANGE: &str = "field_change";

/// Whom an alert of a changed field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertStrategy {
    /// For the owner: raised when somebody else changes the field, gone when the owner saves.
    NotOwner,
    /// For everybody on the record: stays until it is removed.
    AssociatedUsers,
}

/// A field that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldAlert {
    /// The field.
    pub field: String,
    /// The section that shows the alert.
    pub form: String,
    /// Whom it is for.
    pub strategy: AlertStrategy,
}

impl FieldAlert {
    /// Reads `changes_field_to_form`: by field, the id of a section or an object that names it with
    /// its strategy. What is neither is left out.
    pub fn read(setting: &Map<String, Value>) -> Vec<Self> {
        let watched = setting.iter().filter_map(|(field, value)| {
            let form = value
                .as_str()
                .or_else(|| value.get("form_section_uid")?.as_str())?;
            let strategy = match value.get("alert_strategy").and_then(Value::as_str) {
                Some("associated_users") => AlertStrategy::AssociatedUsers,
                _ => AlertStrategy::NotOwner,
            };
            Some(Self {
                field: field.clone(),
                form: form.to_owned(),
                strategy,
            })
        });
        watched.collect()
    }
}

/// The changes of a record's alerts that an edit by `editor` brings along. `after` is the data as
/// the edit leaves it.
pub fn after_edit(
    (record, after): (&Record, &Map<String, Value>),
    watched: &[FieldAlert],
    editor: &str,
    today: Date,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<Change> {
    let is_owner = record.text("owned_by") == Some(editor);
    let mut forms = BTreeSet::new();
    let mut added = Vec::new();
    for one in watched {
        let is_changed = record.data().get(&one.field) != after.get(&one.field);
        let stays = one.strategy == AlertStrategy::AssociatedUsers;
        if is_changed && (stays || !is_owner) && forms.insert((one.form.as_str(), stays)) {
            added.push(Alert {
                unique_id: new_id(),
                kind: one.form.clone(),
                alert_for: FIELD_CHANGE.to_owned(),
                date: today,
                form_unique_id: one.form.clone(),
                user: Some(editor.to_owned()),
                stays,
                transition: None,
            });
        }
    }
    // Looking at the record by changing it is what its owner is asked for.
    let survives = |alert: &Alert| !is_owner || alert.alert_for != FIELD_CHANGE || alert.stays;
    let before = Alert::all(record);
    added.retain(|new| {
        let is_same = |old: &Alert| {
            survives(old)
                && old.alert_for == FIELD_CHANGE
                && old.form_unique_id == new.form_unique_id
        };
        !before.iter().any(is_same)
    });
    Alert::replaced(record, survives, &added)
}

#[cfg(test)]
mod tests {
    use primero_kernel::ManualClock;
    use serde_json::json;

    use super::*;
    use crate::{Authorship, EventAction, RecordId, RecordType};

    fn record(data: &Value) -> Record {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let blank = Record::blank(RecordType::Case, RecordId::generate(&clock));
        edited(
            blank,
            vec![Change::Set {
                path: crate::Path::root(),
                value: data.clone(),
            }],
        )
    }

    fn edited(record: Record, changes: Vec<Change>) -> Record {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let authorship = Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::UPDATE);
        match record.clone().change(changes, authorship).unwrap() {
            Some(done) => done.into_entity(),
            None => record,
        }
    }

    fn after(record: &Record, data: &Value, editor: &str) -> Record {
        let settings = json!({
            "notes_section": "notes",
            "risk_level": {"form_section_uid": "risk", "alert_strategy": "associated_users"},
        });
        let watched = FieldAlert::read(settings.as_object().unwrap());
        let mut number = 0;
        let mut new_id = || {
            number += 1;
            format!("alert-{number}")
        };
        let changes = after_edit(
            (record, data.as_object().unwrap()),
            &watched,
            editor,
            "2026-03-01".parse().unwrap(),
            &mut new_id,
        );
        edited(record.clone(), changes)
    }

    #[test]
    fn an_edit_by_somebody_else_alerts_the_owner_until_he_saves() {
        let before = record(&json!({"owned_by": "worker1"}));
        let changed = json!({"owned_by": "worker1", "notes_section": [1]});
        let alerted = after(&before, &changed, "worker2");
        assert_eq!(alerted.data()["alert_count"], 1);
        assert_eq!(alerted.data()["current_alert_types"], json!(["notes"]));
        assert_eq!(after(&alerted, &changed, "worker2").data(), alerted.data());
        let same = Value::Object(alerted.data().clone());
        let seen = after(&alerted, &same, "worker1");
        assert_eq!(seen.data()["alert_count"], 0);
        assert_eq!(after(&before, &changed, "worker1").data(), before.data());
    }

    #[test]
    fn an_alert_for_everybody_stays() {
        let before = record(&json!({"owned_by": "worker1"}));
        let changed = json!({"owned_by": "worker1", "risk_level": "high"});
        let alerted = after(&before, &changed, "worker1");
        assert_eq!(alerted.data()["alert_count"], 1);
        let same = Value::Object(alerted.data().clone());
        assert_eq!(after(&alerted, &same, "worker1").data()["alert_count"], 1);
    }
}
