//! A form section as API v2 writes it.

use primero_case_model::event::timestamp_value;
use primero_forms::Field;
use serde_json::{Map, Value};

use crate::http::localised::localise_in;
use crate::tenant::{StoredForm, Tenant};

/// Keys of a section that are texts in every language.
const FORM_TEXTS: [&str; 4] = ["name", "description", "help_text", "form_group_name"];
/// Keys of a field that are texts in every language.
const FIELD_TEXTS: [&str; 4] = [
    "display_name",
    "help_text",
    "guiding_questions",
    "tick_box_label",
];

/// The section with numeric ids, texts in every configured language and no nulls.
pub(super) fn form(stored: &StoredForm, tenant: &Tenant) -> Value {
    let section = &stored.form.value;
    let mut object = object_of(section);
    for key in FORM_TEXTS {
        localise_in(&mut object, key, tenant.locales());
    }
    let fields = section.fields.iter().zip(&stored.field_ids);
    let fields: Value = fields
        .map(|(own, id)| field(own, *id, stored.form.id, tenant))
        .collect();
    object.extend([
        ("id".to_owned(), stored.form.id.into()),
        ("fields".to_owned(), fields),
        (
            "created_at".to_owned(),
            timestamp_value(stored.form.created_at),
        ),
        (
            "updated_at".to_owned(),
            timestamp_value(stored.form.updated_at),
        ),
    ]);
    Value::Object(object)
}

fn field(definition: &Field, id: i64, form_id: i64, tenant: &Tenant) -> Value {
    let mut object = object_of(definition);
    for key in FIELD_TEXTS {
        localise_in(&mut object, key, tenant.locales());
    }
    if object.contains_key("signature_provided_by_label") {
        localise_in(&mut object, "signature_provided_by_label", tenant.locales());
    }
    for key in ["option_strings_text", "tally"] {
        localise_options(&mut object, key, tenant.locales());
    }
    object.insert("id".to_owned(), id.into());
    object.insert("form_section_id".to_owned(), form_id.into());
    if let Some(nested) = &definition.subform_section_unique_id {
        // The clients join a subform to its section by the numeric id.
        object.insert(
            "subform_section_id".to_owned(),
            tenant.form_id(nested).into(),
        );
    }
    Value::Object(object)
}

fn localise_options(object: &mut Map<String, Value>, key: &str, locales: &[String]) {
    let Some(Value::Array(options)) = object.get_mut(key) else {
        return;
    };
    for option in options.iter_mut().filter_map(Value::as_object_mut) {
        localise_in(option, "display_text", locales);
    }
}

fn object_of(definition: &impl serde::Serialize) -> Map<String, Value> {
    let Ok(Value::Object(mut object)) = serde_json::to_value(definition) else {
        return Map::new();
    };
    object.retain(|_, value| !value.is_null());
    object
}
