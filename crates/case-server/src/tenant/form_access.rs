//! Which fields of a record a caller may see and fill in.

use std::collections::BTreeMap;

use primero_case_model::access::{Actor, FormAccess};
use primero_forms::{Field, RecordType};

use super::Tenant;

/// The fields that an actor's forms give him for records of one type and module.
#[derive(Debug)]
pub(crate) struct PermittedFields<'a> {
    fields: BTreeMap<&'a str, (FormAccess, &'a Field)>,
}

impl<'a> PermittedFields<'a> {
    /// Looks the fields up; without a module those of all the actor's modules.
    pub(crate) fn of(
        tenant: &'a Tenant,
        actor: &Actor,
        record_type: RecordType,
        module: Option<&str>,
    ) -> Self {
        let mut fields: BTreeMap<&str, (FormAccess, &Field)> = BTreeMap::new();
        for stored in tenant.forms() {
            let form = &stored.form.value;
            let in_module = match module {
                Some(module) => form.module_ids.iter().any(|id| id == module),
                None => form
                    .module_ids
                    .iter()
                    .any(|id| actor.modules.contains(id.as_str())),
            };
            if form.parent_form != record_type || form.is_nested || !in_module {
                continue;
            }
            let Some(access) = actor.forms.get(&form.unique_id) else {
                continue;
            };
            for field in &form.fields {
                let known = fields.entry(&field.name).or_insert((*access, field));
                known.0 = known.0.max(*access);
            }
        }
        Self { fields }
    }

    /// Whether the answer to a field may be seen.
    pub(crate) fn readable(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The definition of a field that may be filled in.
    pub(crate) fn writable(&self, name: &str) -> Option<&'a Field> {
        let (access, field) = self.fields.get(name)?;
        (*access == FormAccess::ReadWrite).then_some(*field)
    }

    /// The definition of a field that may be seen.
    pub(crate) fn definition(&self, name: &str) -> Option<&'a Field> {
        self.fields.get(name).map(|(_, field)| *field)
    }
}
