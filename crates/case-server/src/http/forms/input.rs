//! A section out of what a client sends: fields merge by name, texts by language.

use std::collections::{BTreeMap, BTreeSet};

use primero_forms::{Field, FormSection, RecordType};
use primero_http_kit::FieldError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::keys;
use crate::http::localised_input::{merge_text, slug};
use crate::http::options_input::merge_options;
use crate::tenant::Tenant;

/// How much a client may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Everything.
    Whole,
    /// Texts, places and visibility of what is there.
    Restricted,
}

/// A section after a change, and by field the options that the client takes away. They are still in
/// it: what becomes of them depends on the records.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) form: FormSection,
    pub(super) taken_away: BTreeMap<String, BTreeSet<String>>,
}

impl Draft {
    /// A new section. `code` makes the id of one that comes without an id different from others.
    pub(super) fn new(
        data: &Map<String, Value>,
        code: &str,
        tenant: &Tenant,
    ) -> Result<Self, FieldError> {
        let mut name = primero_forms::LocalizedText::default();
        merge_text(&mut name, data.get("name"), tenant);
        let sent = data.get("unique_id").and_then(Value::as_str);
        let unique_id = match sent.filter(|id| !id.trim().is_empty()) {
            Some(id) => id.to_owned(),
            None => format!("{}_{code}", slug(&name, tenant, "_")),
        };
        let mut document = Map::new();
        document.insert("unique_id".to_owned(), unique_id.into());
        let parent = data.get("parent_form").filter(|parent| !parent.is_null());
        // Clients that make a section for cases need not say so.
        let usual = || RecordType::Case.as_str().into();
        document.insert(
            "parent_form".to_owned(),
            parent.cloned().unwrap_or_else(usual),
        );
        keys::overlay(&mut document, data, &keys::FORM_AT_CREATION);
        let blank: FormSection = read(document, "", "form_section")?;
        Self::changed(&blank, data, Reach::Whole, tenant)
    }

    /// A section with the keys of `data` laid over it.
    pub(super) fn changed(
        form: &FormSection,
        data: &Map<String, Value>,
        reach: Reach,
        tenant: &Tenant,
    ) -> Result<Self, FieldError> {
        let mut document = written(form);
        let allowed: &[_] = match reach {
            Reach::Whole => &keys::FORM,
            Reach::Restricted => &keys::RESTRICTED_FORM,
        };
        keys::overlay(&mut document, data, allowed);
        let mut form: FormSection = read(document, "", "form_section")?;
        merge_text(&mut form.name, data.get("name"), tenant);
        merge_text(&mut form.description, data.get("description"), tenant);
        if reach == Reach::Whole {
            merge_text(&mut form.help_text, data.get("help_text"), tenant);
        }
        let mut draft = Self {
            form,
            taken_away: BTreeMap::new(),
        };
        if let Some(Value::Array(sent)) = data.get("fields") {
            draft.merge_fields(sent, reach, tenant)?;
        }
        let fields = &draft.form.fields;
        let is_there = |name: &String| fields.iter().any(|field| field.name == *name);
        draft.form.collapsed_field_names.retain(is_there);
        Ok(draft)
    }

    fn merge_fields(
        &mut self,
        sent: &[Value],
        reach: Reach,
        tenant: &Tenant,
    ) -> Result<(), FieldError> {
        let before = std::mem::take(&mut self.form.fields);
        let mut by_name: BTreeMap<&str, &Map<String, Value>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for own in sent.iter().filter_map(Value::as_object) {
            let name = own.get("name").and_then(Value::as_str);
            let rule = "errors.models.field.name_presence";
            let name = name.ok_or_else(|| FieldError::new("fields", rule))?;
            if by_name.insert(name, own).is_none() {
                order.push(name);
            }
        }
        self.form.fields = match reach {
            Reach::Whole => self.replace(before, &order, &by_name, tenant)?,
            Reach::Restricted => {
                let fields =
                    before
                        .into_iter()
                        .map(|field| match by_name.get(field.name.as_str()) {
                            Some(own) => self.changed_field(&field, own, reach, tenant),
                            None => Ok(field),
                        });
                fields.collect::<Result<_, _>>()?
            }
        };
        if by_name.values().any(|own| own.contains_key("order")) {
            self.form.fields.sort_by_key(|field| field.order);
        }
        Ok(())
    }

    /// The sent fields in their order, each laid over the one of its name. A field that is not sent
    /// goes, unless it may not be changed.
    fn replace(
        &mut self,
        mut before: Vec<Field>,
        order: &[&str],
        sent: &BTreeMap<&str, &Map<String, Value>>,
        tenant: &Tenant,
    ) -> Result<Vec<Field>, FieldError> {
        let mut fields = Vec::with_capacity(order.len());
        for name in order {
            let Some(own) = sent.get(name) else { continue };
            let field = match before.iter().position(|field| field.name == *name) {
                Some(position) => before.remove(position),
                None => new_field(name, own, tenant)?,
            };
            fields.push(self.changed_field(&field, own, Reach::Whole, tenant)?);
        }
        fields.extend(before.into_iter().filter(|field| !field.editable));
        Ok(fields)
    }

    fn changed_field(
        &mut self,
        field: &Field,
        sent: &Map<String, Value>,
        reach: Reach,
        tenant: &Tenant,
    ) -> Result<Field, FieldError> {
        let is_whole = reach == Reach::Whole && field.editable;
        let mut document = written(field);
        let allowed: &[_] = if is_whole {
            &keys::FIELD
        } else {
            &keys::RESTRICTED_FIELD
        };
        keys::overlay(&mut document, sent, allowed);
        for key in ["option_strings_source", "autosum_group", "link_to_form"] {
            // Existing clients write a blank where there is none.
            if document.get(key).and_then(Value::as_str) == Some("") {
                document.remove(key);
            }
        }
        let place = format!("fields[{}].", field.name);
        let mut field: Field = read(document, &place, "field")?;
        merge_text(&mut field.display_name, sent.get("display_name"), tenant);
        merge_text(&mut field.help_text, sent.get("help_text"), tenant);
        let questions = sent.get("guiding_questions");
        merge_text(&mut field.guiding_questions, questions, tenant);
        if is_whole {
            let label = sent.get("tick_box_label");
            merge_text(&mut field.tick_box_label, label, tenant);
            let label = sent.get("signature_provided_by_label");
            merge_text(&mut field.signature_provided_by_label, label, tenant);
            self.change_options(&mut field, sent, tenant);
        } else {
            relabel(
                &mut field.option_strings_text,
                sent.get("option_strings_text"),
                tenant,
            );
            relabel(&mut field.tally, sent.get("tally"), tenant);
        }
        Ok(field)
    }

    fn change_options(&mut self, field: &mut Field, sent: &Map<String, Value>, tenant: &Tenant) {
        let mut taken_away = BTreeSet::new();
        if let Some(Value::Array(options)) = sent.get("option_strings_text") {
            let before = std::mem::take(&mut field.option_strings_text);
            field.option_strings_text = merge_options(before, options, &mut taken_away, tenant);
        }
        if let Some(Value::Array(counters)) = sent.get("tally") {
            let before = std::mem::take(&mut field.tally);
            let mut gone = BTreeSet::new();
            field.tally = merge_options(before, counters, &mut gone, tenant);
            field.tally.retain(|counter| !gone.contains(&counter.id));
        }
        if field.option_strings_source.is_some() {
            // The options of a lookup win over a field's own.
            field.option_strings_text.clear();
        } else if !taken_away.is_empty() {
            self.taken_away.insert(field.name.clone(), taken_away);
        }
    }
}

fn new_field(name: &str, sent: &Map<String, Value>, tenant: &Tenant) -> Result<Field, FieldError> {
    let mut document = Map::new();
    document.insert("name".to_owned(), name.into());
    keys::overlay(&mut document, sent, &keys::FIELD_AT_CREATION);
    // Clients know the section of the rows by its number.
    let number = sent.get("subform_section_id").and_then(Value::as_i64);
    let mut forms = tenant.forms().iter();
    if let Some(nested) = forms.find(|stored| Some(stored.form.id) == number) {
        let id = nested.form.value.unique_id.as_str();
        document.insert("subform_section_unique_id".to_owned(), id.into());
    }
    // One that may not be changed is filled in once.
    let editable = document.remove("editable");
    let place = format!("fields[{name}].");
    keys::overlay(&mut document, sent, &keys::FIELD);
    let mut field: Field = read(document, &place, "field")?;
    if editable == Some(Value::Bool(false)) {
        field.editable = false;
        merge_text(
            &mut field.tick_box_label,
            sent.get("tick_box_label"),
            tenant,
        );
        if let Some(Value::Array(options)) = sent.get("option_strings_text") {
            field.option_strings_text =
                merge_options(Vec::new(), options, &mut BTreeSet::new(), tenant);
        }
    }
    Ok(field)
}

/// New words for options that are there.
fn relabel(options: &mut [primero_forms::FieldOption], sent: Option<&Value>, tenant: &Tenant) {
    let sent = sent.and_then(Value::as_array).into_iter().flatten();
    for own in sent {
        let id = own.get("id").and_then(Value::as_str);
        let known = options
            .iter_mut()
            .find(|option| Some(option.id.as_str()) == id);
        if let Some(option) = known {
            merge_text(&mut option.display_text, own.get("display_text"), tenant);
        }
    }
}

fn written(definition: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(definition) {
        Ok(Value::Object(object)) => object,
        Ok(_) | Err(_) => Map::new(),
    }
}

/// Reads a document; a value of a wrong type is a mistake at its key.
fn read<T: DeserializeOwned>(
    document: Map<String, Value>,
    place: &str,
    model: &str,
) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(Value::Object(document)).map_err(|error| {
        let key = error.path().to_string();
        // A key that is missing stands in the text alone.
        let missing = error.inner().to_string();
        let missing = missing
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        let key = missing.unwrap_or(&key);
        FieldError::new(
            format!("{place}{key}"),
            format!("errors.models.{model}.{key}"),
        )
    })
}
