//! A module as API v2 writes it.

use primero_templates::configuration::Module;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::http::localised::localised;
use crate::tenant::{Stored, Tenant};

/// A module.
#[derive(Debug, Serialize)]
pub(in crate::http) struct WireModule<'a> {
    id: i64,
    unique_id: &'a str,
    name: &'a str,
    description: &'a str,
    associated_record_types: Vec<&'static str>,
    form_section_unique_ids: &'a [String],
    creation_field_map: &'a Option<Value>,
    field_map: &'a Option<Value>,
    module_options: Value,
    options: Value,
    list_filters: Value,
    list_headers: Value,
    approvals_labels: Value,
    field_labels: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    workflows: Option<Value>,
}

/// The module with everything that clients read from it.
pub(in crate::http) fn module<'a>(stored: &'a Stored<Module>, tenant: &Tenant) -> WireModule<'a> {
    let module = &stored.value;
    let options = json!(module.module_options);
    WireModule {
        id: stored.id,
        unique_id: &module.unique_id,
        name: &module.name,
        description: &module.description,
        associated_record_types: module
            .associated_record_types
            .iter()
            .map(|kind| kind.as_str())
            .collect(),
        form_section_unique_ids: &module.form_section_unique_ids,
        creation_field_map: &module.creation_field_map,
        field_map: &module.field_map,
        module_options: options.clone(),
        options,
        list_filters: json!(module.module_options.list_filters),
        list_headers: json!(module.module_options.list_headers),
        approvals_labels: labels(&module.approvals_labels, tenant),
        field_labels: labels(&module.field_labels, tenant),
        workflows: workflows(module, tenant),
    }
}

fn labels(
    labels: &std::collections::BTreeMap<String, primero_forms::LocalizedText>,
    tenant: &Tenant,
) -> Value {
    let texts = labels
        .iter()
        .map(|(key, text)| (key.clone(), localised(text, tenant.locales())));
    Value::Object(texts.collect::<Map<_, _>>())
}

/// The stages that the module's workflow lookup labels, for modules that show their stages.
fn workflows(module: &Module, tenant: &Tenant) -> Option<Value> {
    let lookup = module.module_options.workflow_lookup.as_deref()?;
    let stages = tenant
        .lookup(lookup)?
        .value
        .values
        .iter()
        .filter(|stage| !stage.disabled);
    let stages: Vec<Value> = stages
        .map(|stage| {
            json!({
                "id": stage.id,
                "display_text": localised(&stage.display_text, tenant.locales()),
            })
        })
        .collect();
    Some(json!({ "case": stages }))
}
