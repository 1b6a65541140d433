//! What a client may change about a module: description, record types, sections.

use primero_forms::{FormSection, RecordType};
use primero_templates::configuration::Module;
use serde_json::{Map, Value};

use crate::tenant::{Stored, Tenant};

/// The module with the known keys of `data`. Sections are not among them: they say themselves which
/// modules use them.
pub(super) fn changed(module: &Module, data: &Map<String, Value>) -> Module {
    let mut module = module.clone();
    if let Some(Value::String(description)) = data.get("description") {
        module.description.clone_from(description);
    }
    if let Some(Value::Array(sent)) = data.get("associated_record_types") {
        let types = RecordType::ALL.into_iter();
        let wanted = |kind: &RecordType| sent.iter().any(|own| own == kind.as_str());
        module.associated_record_types = types.filter(wanted).collect();
    }
    module
}

/// The sections that join or leave the module, as they are afterwards. Unknown ids, and sections of
/// subforms, which belong to every module, are left out.
pub(super) fn changed_forms<'a>(
    module: &str,
    data: &Map<String, Value>,
    tenant: &'a Tenant,
) -> Vec<(&'a Stored<FormSection>, FormSection)> {
    let Some(Value::Array(sent)) = data.get("form_section_unique_ids") else {
        return Vec::new();
    };
    let forms = tenant.forms().iter().map(|stored| &stored.form);
    let changed = forms.filter_map(|stored| {
        let form = &stored.value;
        let wanted = sent.iter().any(|id| id == form.unique_id.as_str());
        let there = form.module_ids.iter().any(|id| id == module);
        if form.is_nested || wanted == there {
            return None;
        }
        let mut form = form.clone();
        if wanted {
            form.module_ids.push(module.to_owned());
        } else {
            form.module_ids.retain(|id| id != module);
        }
        Some((stored, form))
    });
    changed.collect()
}
