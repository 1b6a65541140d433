//! A step of a record's history as API v2 writes it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use primero_case_model::access::{Action, Actor};
use primero_case_model::history::{FieldChange, Step};
use primero_case_model::{EventAction, Record};
use primero_http_kit::Params;
use primero_http_kit::nested_query;
use serde_json::{Map, Value, json};

use crate::http::context::CallContext;
use crate::http::records::{own_services, referred, system_fields};
use crate::tenant::{PermittedFields, Tenant};

/// What stands in the place of a hidden name.
const HIDDEN: &str = "*******";

/// Writes the history of one record for one caller.
pub(super) struct Wire<'a> {
    record: &'a Record,
    actor: &'a Actor,
    permitted: PermittedFields<'a>,
    sees_flags: bool,
    /// The name is hidden now: what it was before must not tell.
    hides_name: bool,
    /// Only these fields are asked for.
    wanted: Option<BTreeSet<String>>,
}

impl<'a> Wire<'a> {
    /// Reads what the request asks for.
    pub(super) fn new(call: &'a CallContext, record: &'a Record, params: &Params) -> Self {
        let kind = record.record_type();
        Self {
            record,
            actor: &call.actor,
            permitted: referred::permitted(&call.tenant, &call.actor, record),
            sees_flags: call.actor.grants.allow(kind.into(), Action::Flag),
            hides_name: record.data().get("hidden_name") == Some(&Value::Bool(true)),
            wanted: wanted(&call.tenant, params),
        }
    }

    /// One step; none when it has nothing of what is asked for.
    pub(super) fn row(&self, step: &Step) -> Option<Value> {
        let changes: Vec<Value> = step
            .changes
            .iter()
            .filter(|change| self.is_shown(&change.field))
            .map(|change| self.change(step, change))
            .collect();
        if changes.is_empty() && self.wanted.is_some() {
            return None;
        }
        let action = if step.action == EventAction::CREATE {
            &EventAction::CREATE
        } else {
            &EventAction::UPDATE
        };
        Some(json!({
            "record_id": self.record.id(),
            "record_type": self.record.record_type().plural(),
            "datetime": in_seconds(step.at),
            "user_name": step.user,
            "action": action.as_str(),
            "record_changes": changes,
        }))
    }

    fn is_shown(&self, field: &str) -> bool {
        let is_wanted = self
            .wanted
            .as_ref()
            .is_none_or(|wanted| wanted.contains(field));
        let is_visible = match field {
            "flagged" | "flag_count" => self.sees_flags,
            _ => {
                let kind = self.record.record_type();
                self.permitted.readable(field) || system_fields::is_visible(self.actor, kind, field)
            }
        };
        is_wanted && is_visible && !field.starts_with("last_updated_")
    }

    fn change(&self, step: &Step, change: &FieldChange) -> Value {
        let field = self.permitted.definition(&change.field);
        let is_name = change.field == "name" || field.is_some_and(|field| field.hidden_text_field);
        let value = |value: &Value| {
            if (self.hides_name || step.hides_name) && is_name && value.is_string() {
                return HIDDEN.into();
            }
            let mut shown = Map::from_iter([(change.field.clone(), value.clone())]);
            own_services::narrow(self.actor, self.record, &mut shown);
            shown.remove(&change.field).unwrap_or_default()
        };
        let sides = json!({ "from": value(&change.from), "to": value(&change.to) });
        Value::Object(Map::from_iter([(change.field.clone(), sides)]))
    }
}

/// The fields that the filters name, or that the sections have that they name.
fn wanted(tenant: &Tenant, params: &Params) -> Option<BTreeSet<String>> {
    let filters = params.get("filters")?;
    let named = |key: &str| -> Vec<String> {
        let list = filters.get(key).map(nested_query::list).unwrap_or_default();
        let texts = list.into_iter().filter_map(Value::as_str);
        texts
            .flat_map(|text| text.split(','))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (fields, forms) = (named("field_names"), named("form_unique_ids"));
    if fields.is_empty() && forms.is_empty() {
        return None;
    }
    let of_forms = forms
        .iter()
        .filter_map(|form| tenant.form(form))
        .flat_map(|stored| &stored.form.value.fields)
        .map(|field| field.name.clone());
    Some(of_forms.chain(fields).collect())
}

/// The contract writes the moments of histories without what is below a second.
fn in_seconds(at: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    PRINTER.timestamp_to_string(&at)
}
