//! Form documents: a section with its fields, and the nested sections written inside them.

use primero_forms::{Field, FormSection};
use serde_json::{Map, Value, json};

use super::{
    element, join,
    text::{localize, localize_list},
    typed,
};
use crate::{Problem, document::Documents, manifest::Manifest};

/// A section and the file that defines it.
pub(crate) struct SourcedForm {
    pub(crate) file: String,
    /// Where the section stands in the file; empty for the section of the file itself.
    pub(crate) place: String,
    pub(crate) section: FormSection,
}

/// Every section, nested ones after the section that shows them.
pub(crate) fn forms(
    documents: &Documents,
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) -> Vec<SourcedForm> {
    let mut forms = Vec::new();
    for (file, document) in documents.directory("forms") {
        let mut decoder = FormDecoder {
            file,
            manifest,
            problems,
            forms: &mut forms,
        };
        match document.as_object() {
            Some(object) => decoder.section(object.clone(), &Inherited::default(), ""),
            None => decoder.problem("", "expected one form"),
        }
    }
    forms
}

/// What a nested section and its fields take from the section around them.
#[derive(Clone, Default)]
struct Inherited {
    section: Map<String, Value>,
    field: Map<String, Value>,
}

struct FormDecoder<'a> {
    file: &'a str,
    manifest: &'a Manifest,
    problems: &'a mut Vec<Problem>,
    forms: &'a mut Vec<SourcedForm>,
}

impl FormDecoder<'_> {
    fn problem(&mut self, place: &str, reason: &str) {
        self.problems.push(Problem::new(self.file, place, reason));
    }

    fn section(&mut self, mut object: Map<String, Value>, inherited: &Inherited, place: &str) {
        fill(&mut object, &inherited.section);
        if object.get("module_ids").is_none() {
            let modules: Vec<&str> = self
                .manifest
                .modules
                .iter()
                .map(|m| m.unique_id.as_str())
                .collect();
            object.insert("module_ids".to_owned(), json!(modules));
        }
        let mut field_defaults = inherited.field.clone();
        if let Some(Value::Object(own)) = object.remove("field_defaults") {
            field_defaults.extend(own);
        }
        let locale = self.manifest.default_language();
        localize(&mut object, &["name", "description", "help_text"], locale);
        let fields = match object.remove("fields") {
            Some(Value::Array(fields)) => fields,
            None => Vec::new(),
            Some(_) => return self.problem(&join(place, "fields"), "expected a list of fields"),
        };
        let nested_inherits = Inherited {
            section: nested_section_defaults(&object),
            field: field_defaults,
        };
        let section = typed::<FormSection>(self.file, place, &Value::Object(object), self.problems);
        let position = self.forms.len();
        let fields = self.fields(fields, &nested_inherits, place);
        if let Some(section) = section {
            let form = SourcedForm {
                file: self.file.to_owned(),
                place: place.to_owned(),
                section: FormSection { fields, ..section },
            };
            // Before the nested sections that its fields brought.
            self.forms.insert(position, form);
        }
    }

    fn fields(&mut self, fields: Vec<Value>, inherited: &Inherited, place: &str) -> Vec<Field> {
        let mut decoded = Vec::new();
        for (index, value) in fields.into_iter().enumerate() {
            let place = join(place, &format!("fields{}", element(Some(&value), index)));
            let Value::Object(mut field) = value else {
                self.problem(&place, "expected a field");
                continue;
            };
            fill(&mut field, &inherited.field);
            if field.get("order").is_none() {
                field.insert("order".to_owned(), json!(index));
            }
            self.localize_field(&mut field);
            self.nested(&mut field, inherited, &place);
            let field = Value::Object(field);
            decoded.extend(typed::<Field>(self.file, &place, &field, self.problems));
        }
        decoded
    }

    /// Takes the section that a subform field brings inside itself, and leaves its id.
    fn nested(&mut self, field: &mut Map<String, Value>, inherited: &Inherited, place: &str) {
        let Some(section) = field.remove("subform_section") else {
            return;
        };
        let place = join(place, "subform_section");
        let Value::Object(section) = section else {
            return self.problem(&place, "expected one form");
        };
        if let Some(id) = section.get("unique_id") {
            field.insert("subform_section_unique_id".to_owned(), id.clone());
        }
        self.section(section, inherited, &place);
    }

    fn localize_field(&self, field: &mut Map<String, Value>) {
        const TEXTS: [&str; 5] = [
            "display_name",
            "help_text",
            "guiding_questions",
            "tick_box_label",
            "signature_provided_by_label",
        ];
        let locale = self.manifest.default_language();
        localize(field, &TEXTS, locale);
        let lists = ["option_strings_text", "tally"];
        localize_list(field, &lists, &["display_text"], locale);
    }
}

/// A nested section is never a page of its own.
fn nested_section_defaults(outer: &Map<String, Value>) -> Map<String, Value> {
    let mut defaults = Map::from_iter([
        ("is_nested".to_owned(), json!(true)),
        ("visible".to_owned(), json!(false)),
        ("order_subform".to_owned(), json!(1)),
    ]);
    for key in [
        "parent_form",
        "module_ids",
        "form_group_id",
        "order",
        "order_form_group",
    ] {
        if let Some(value) = outer.get(key) {
            defaults.insert(key.to_owned(), value.clone());
        }
    }
    defaults
}

fn fill(object: &mut Map<String, Value>, defaults: &Map<String, Value>) {
    for (key, value) in defaults {
        object.entry(key.clone()).or_insert_with(|| value.clone());
    }
}
