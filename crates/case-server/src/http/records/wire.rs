//! A record as API v2 writes it: what is stored, selected and permitted.

use primero_case_model::access::{Action, Actor, RecordFacts, decide};
use primero_case_model::{Record, RecordAction};
use serde_json::{Map, Value, json};

use super::referred;
pub(in crate::http) use super::selection::Selection;
use super::{own_services, system_fields};
use crate::tenant::{PermittedFields, Tenant};

/// What stands in the place of a hidden name.
const HIDDEN: &str = "*******";

/// Whether stars are shown in the place of a field.
fn is_hidden(record: &Record, permitted: &PermittedFields<'_>, key: &str) -> bool {
    let is_name = || {
        let field = permitted.definition(key);
        key == "name" || field.is_some_and(|field| field.hidden_text_field)
    };
    record.data().get("hidden_name") == Some(&Value::Bool(true)) && is_name()
}

/// Takes out stars that a client sends back: they stand for what it was not shown.
pub(in crate::http) fn drop_stars(
    record: &Record,
    permitted: &PermittedFields<'_>,
    answers: &mut Map<String, Value>,
) {
    answers.retain(|key, value| value != HIDDEN || !is_hidden(record, permitted, key));
}

/// Writes records for one caller.
pub(in crate::http) struct Writer<'a> {
    tenant: &'a Tenant,
    actor: &'a Actor,
    selection: Selection,
}

impl<'a> Writer<'a> {
    /// Writes what is selected of what `actor` may see.
    pub(in crate::http) const fn new(
        tenant: &'a Tenant,
        actor: &'a Actor,
        selection: Selection,
    ) -> Self {
        Self {
            tenant,
            actor,
            selection,
        }
    }

    /// The whole record, as far as it is selected and permitted.
    pub(in crate::http) fn record(&self, record: &Record) -> Value {
        let mut object = self.fields(record, |_| true, |_| false);
        let kind = record.record_type();
        let in_scope = decide(self.actor, Action::Read, &RecordFacts::of(record)).is_allowed();
        let computed = [
            ("record_in_scope", in_scope.into()),
            ("alert_count", alert_count(record)),
            ("flag_count", self.flag_count(record)),
        ];
        for (key, value) in computed {
            if self.selection.has(kind, key) && !Value::is_null(&value) {
                object.insert(key.to_owned(), value);
            }
        }
        if let Some(role) = referred::role(self.actor, record) {
            object.extend(referred::permissions(self.tenant, &role, kind));
        }
        Value::Object(object)
    }

    /// What a write changed, as far as it is permitted.
    pub(in crate::http) fn changes(&self, record: &Record, changed: &[String]) -> Value {
        let is_changed = |key: &str| changed.iter().any(|own| own == key);
        Value::Object(self.fields(record, is_changed, |_| false))
    }

    /// The same for an action: its own fields and no others, whatever the caller's forms: only he
    /// can have written them.
    pub(in crate::http) fn changes_of_action(
        &self,
        record: &Record,
        changed: &[String],
        action: RecordAction,
    ) -> Value {
        let is_own = |key: &str| action.fields().contains(&key);
        let is_changed = |key: &str| is_own(key) && changed.iter().any(|own| own == key);
        Value::Object(self.fields(record, is_changed, is_own))
    }

    fn fields(
        &self,
        record: &Record,
        is_wanted: impl Fn(&str) -> bool,
        is_opened: impl Fn(&str) -> bool,
    ) -> Map<String, Value> {
        let kind = record.record_type();
        let permitted = referred::permitted(self.tenant, self.actor, record);
        let may_see = |key: &str| {
            permitted.readable(key)
                || system_fields::is_visible(self.actor, kind, key)
                || self.selection.permits(key)
                || is_opened(key)
        };
        let is_shown = |key: &str| {
            is_wanted(key) && !is_computed(key) && self.selection.has(kind, key) && may_see(key)
        };
        let stored = record.data().iter().filter(|(key, _)| is_shown(key));
        let mut object: Map<String, Value> = stored
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (key, value) in &mut object {
            if value.is_string() && is_hidden(record, &permitted, key) {
                *value = HIDDEN.into();
            }
        }
        own_services::narrow(self.actor, record, &mut object);
        object.extend(always(record));
        object
    }

    fn flag_count(&self, record: &Record) -> Value {
        let kind = record.record_type();
        if !self.actor.grants.allow(kind.into(), Action::Flag) {
            return Value::Null;
        }
        let stored = record.data().get("flag_count").cloned();
        stored.unwrap_or_else(|| 0.into())
    }
}

/// What the writer adds by itself, whatever is stored under these keys.
fn is_computed(key: &str) -> bool {
    matches!(key, "record_in_scope" | "alert_count" | "flag_count")
}

/// What every answer holds.
fn always(record: &Record) -> impl Iterator<Item = (String, Value)> {
    let stored = |key: &str| record.data().get(key).cloned();
    let enabled = stored("record_state").unwrap_or(true.into());
    let updated = stored("last_updated_at").map(|at| ("last_updated_at", at));
    [("id", json!(record.id())), ("enabled", enabled)]
        .into_iter()
        .chain(updated)
        .map(|(key, value)| (key.to_owned(), value))
}

fn alert_count(record: &Record) -> Value {
    let stored = record.data().get("alert_count").cloned();
    stored.unwrap_or_else(|| record.texts("current_alert_types").count().into())
}
