//! A record as API v2 writes it: what is stored, selected and permitted.

use primero_case_model::access::{Action, Actor, RecordFacts, decide};
use primero_case_model::{Record, RecordType};
use primero_http_kit::Params;
use serde_json::{Map, Value, json};

use super::short_fields::is_short;
use super::system_fields;
use crate::tenant::{PermittedFields, Tenant};

/// What stands in the place of a hidden name.
const HIDDEN: &str = "*******";

/// Which fields an answer shows.
#[derive(Debug)]
pub(in crate::http) enum Selection {
    /// Everything that is permitted.
    Everything,
    /// The short form of lists.
    Short,
    /// The fields that the client named.
    Named(Vec<String>),
}

impl Selection {
    /// The selection of the parameter `fields`.
    pub(in crate::http) fn of(params: &Params) -> Self {
        match params.text("fields").map(str::trim) {
            None | Some("") => Self::Everything,
            Some("short") => Self::Short,
            Some(names) => Self::Named(
                names
                    .split(',')
                    .map(|name| name.trim().to_owned())
                    .collect(),
            ),
        }
    }

    fn has(&self, record_type: RecordType, field: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Short => is_short(record_type, field),
            Self::Named(names) => names.iter().any(|name| name == field),
        }
    }
}

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
            (
                "alert_count",
                record.texts("current_alert_types").count().into(),
            ),
            ("flag_count", self.flag_count(record)),
        ];
        for (key, value) in computed {
            if self.selection.has(kind, key) && !Value::is_null(&value) {
                object.insert(key.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    /// What a write changed, as far as it is permitted. The fields of an action are, whatever the
    /// caller's forms: only he can have written them.
    pub(in crate::http) fn changes(&self, record: &Record, changed: &[String]) -> Value {
        let is_changed = |key: &str| changed.iter().any(|own| own == key);
        Value::Object(self.fields(record, is_changed, system_fields::is_of_action))
    }

    fn fields(
        &self,
        record: &Record,
        is_wanted: impl Fn(&str) -> bool,
        is_opened: impl Fn(&str) -> bool,
    ) -> Map<String, Value> {
        let kind = record.record_type();
        let module = record.text("module_id");
        let permitted = PermittedFields::of(self.tenant, self.actor, kind, module);
        let may_see =
            |key: &str| permitted.readable(key) || system_fields::is_visible(key) || is_opened(key);
        let mut object: Map<String, Value> = record
            .data()
            .iter()
            .filter(|(key, _)| is_wanted(key) && self.selection.has(kind, key) && may_see(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (key, value) in &mut object {
            if value.is_string() && is_hidden(record, &permitted, key) {
                *value = HIDDEN.into();
            }
        }
        object.extend([
            ("id".to_owned(), json!(record.id())),
            (
                "enabled".to_owned(),
                record
                    .data()
                    .get("record_state")
                    .cloned()
                    .unwrap_or(true.into()),
            ),
        ]);
        if let Some(at) = record.data().get("last_updated_at") {
            object.insert("last_updated_at".to_owned(), at.clone());
        }
        object
    }

    fn flag_count(&self, record: &Record) -> Value {
        if !self
            .actor
            .grants
            .allow(record.record_type().into(), Action::Flag)
        {
            return Value::Null;
        }
        record
            .data()
            .get("flag_count")
            .cloned()
            .unwrap_or_else(|| 0.into())
    }
}
