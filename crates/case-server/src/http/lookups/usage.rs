//! Where a lookup is used.

use primero_case_db::configuration::AnswerPlace;
use primero_forms::{Field, FormSection};

use crate::tenant::{Tenant, subforms_of};

/// Whether a field or a module takes its options from the lookup.
pub(super) fn is_used(tenant: &Tenant, lookup: &str) -> bool {
    let in_forms = sections(tenant).any(|form| form.fields.iter().any(|own| takes(own, lookup)));
    let mut modules = tenant.modules().iter().map(|stored| &stored.value);
    in_forms
        || modules.any(|module| module.module_options.workflow_lookup.as_deref() == Some(lookup))
}

/// Where records hold answers out of the lookup.
pub(super) fn places<'a>(tenant: &'a Tenant, lookup: &str) -> Vec<AnswerPlace<'a>> {
    let mut places = Vec::new();
    for form in sections(tenant) {
        let fields = form.fields.iter().filter(|own| takes(own, lookup));
        for field in fields.map(|own| own.name.as_str()) {
            if form.is_nested {
                let subforms = subforms_of(tenant, &form.unique_id);
                places.extend(subforms.map(|subform| AnswerPlace {
                    subform: Some(subform),
                    field,
                }));
            } else {
                places.push(AnswerPlace {
                    subform: None,
                    field,
                });
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

fn sections(tenant: &Tenant) -> impl Iterator<Item = &FormSection> {
    tenant.forms().iter().map(|stored| &stored.form.value)
}

fn takes(field: &Field, lookup: &str) -> bool {
    let source = field.option_strings_source.as_ref();
    source.and_then(|source| source.lookup_id()) == Some(lookup)
}
