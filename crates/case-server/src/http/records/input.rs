//! What a write may change: keys that the caller may write, with values of the right type.

use primero_case_model::access::Actor;
use primero_case_model::{RecordAction, RecordType, merge};
use primero_forms::Field;
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use super::schema::{Verdict, judge};
use super::system_fields;
use crate::tenant::{PermittedFields, Tenant};

/// The rules of one write.
pub(in crate::http) struct Input<'a> {
    pub(in crate::http) tenant: &'a Tenant,
    pub(in crate::http) actor: &'a Actor,
    pub(in crate::http) record_type: RecordType,
    pub(in crate::http) permitted: &'a PermittedFields<'a>,
    /// The write is one of these actions and touches only its fields.
    pub(in crate::http) action: Option<RecordAction>,
    /// The record is new.
    pub(in crate::http) creates: bool,
}

impl Input<'_> {
    /// The accepted part of `data`. Unknown and forbidden keys vanish, values of the wrong type are
    /// an error that names all of them.
    pub(in crate::http) fn accept(
        &self,
        data: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ApiError> {
        let mut accepted = Map::new();
        let mut refused = Vec::new();
        for (key, value) in data {
            match self.judge(key, value) {
                Verdict::Taken(value) => {
                    accepted.insert(key.clone(), value);
                }
                Verdict::Dropped => {}
                Verdict::Refused(below) => {
                    refused.extend(below.into_iter().map(|pointer| format!("/{key}{pointer}")));
                }
            }
        }
        if refused.is_empty() {
            Ok(accepted)
        } else {
            Err(ApiError::InvalidRecord(refused))
        }
    }

    fn judge(&self, key: &str, value: &Value) -> Verdict {
        // What stands under such a key is the server's own.
        if key.starts_with('_') {
            return Verdict::Dropped;
        }
        if self
            .action
            .is_some_and(|action| !action.fields().contains(&key))
        {
            return Verdict::Dropped;
        }
        if !self.creates && merge::is_protected(self.record_type, key) {
            return Verdict::Dropped;
        }
        if let Some(field) = self.field(key) {
            return judge(self.tenant, field, value.clone());
        }
        if value.is_array() || value.is_object() {
            return Verdict::Dropped;
        }
        let modules: Vec<&str> = self
            .tenant
            .modules()
            .iter()
            .map(|own| own.value.unique_id.as_str())
            .collect();
        if key == "id" && (value.is_null() || value == "") {
            return Verdict::Dropped;
        }
        let writer = (self.actor, self.record_type);
        match system_fields::is_valid(writer, self.action, (key, value), &modules) {
            Some(true) => Verdict::Taken(system_fields::stored(key, value)),
            Some(false) => Verdict::Refused(vec![String::new()]),
            None => Verdict::Dropped,
        }
    }

    /// The definition of a field that this write may fill in. An action opens its fields, whatever
    /// the role's forms say.
    fn field(&self, key: &str) -> Option<&Field> {
        if self.action.is_none() {
            return self.permitted.writable(key);
        }
        let forms = self.tenant.forms().iter().map(|stored| &stored.form.value);
        forms
            .filter(|form| form.parent_form == self.record_type && !form.is_nested)
            .find_map(|form| form.field(key))
    }
}
