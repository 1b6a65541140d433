//! Everything that is wrong with a section, by field and rule.

use primero_forms::{
    AnswerRules, Expression, ExpressionError, Field, FieldType, FormSection, Lookup,
};
use primero_http_kit::FieldError;
use serde_json::Value;

use crate::http::localised_input::is_readable;
use crate::http::options_input::is_option_id;
use crate::tenant::Tenant;

/// The most fields that a section may have.
const MOST_FIELDS: usize = 1000;

/// What is wrong with the section, were it one of the tenant's.
pub(super) fn mistakes(form: &FormSection, tenant: &Tenant) -> Vec<FieldError> {
    let mut check = Check {
        form,
        tenant,
        mistakes: Vec::new(),
    };
    check.section();
    for field in &form.fields {
        check.field(field);
    }
    if check.mistakes.is_empty() {
        check.rules_as_a_whole();
    }
    check.mistakes
}

struct Check<'a> {
    form: &'a FormSection,
    tenant: &'a Tenant,
    mistakes: Vec<FieldError>,
}

impl Check<'_> {
    fn wrong(&mut self, key: &str, rule: &str) {
        let rule = format!("errors.models.form_section.{rule}");
        self.mistakes.push(FieldError::new(key, rule));
    }

    fn wrong_field(&mut self, field: &Field, key: &str, rule: &str) {
        let place = format!("fields[{}].{key}", field.name);
        let rule = format!("errors.models.field.{rule}");
        self.mistakes.push(FieldError::new(place, rule));
    }

    fn section(&mut self) {
        let form = self.form;
        if !is_readable(&form.name, self.tenant) {
            self.wrong("name", "name_presence");
        }
        if !is_form_id(&form.unique_id) {
            self.wrong("unique_id", "unique_id_format");
        }
        if form.fields.len() > MOST_FIELDS {
            self.wrong("fields", "too_many_fields");
        }
        for id in &form.module_ids {
            let mut modules = self.tenant.modules().iter().map(|stored| &stored.value);
            match modules.find(|module| module.unique_id == *id) {
                None => self.wrong("module_ids", "module_presence"),
                Some(module) if !module.associated_record_types.contains(&form.parent_form) => {
                    self.wrong("module_ids", "module_record_type");
                }
                Some(_) => {}
            }
        }
        if rule(form.display_conditions.as_ref()).is_err() {
            self.wrong("display_conditions", "display_conditions_format");
        }
    }

    fn field(&mut self, field: &Field) {
        if !is_field_name(&field.name) {
            self.wrong_field(field, "name", "name_format");
        }
        let is_question = field.field_type.stores_answer();
        if is_question && !is_readable(&field.display_name, self.tenant) {
            self.wrong_field(field, "display_name", "display_name_presence");
        }
        if field.multi_select && field.field_type != FieldType::SelectBox {
            self.wrong_field(field, "multi_select", "multi_select_type");
        }
        if let (Some(least), Some(greatest)) = (field.minimum, field.maximum)
            && least > greatest
        {
            self.wrong_field(field, "minimum", "minimum_above_maximum");
        }
        self.options(field);
        self.rows(field);
        self.rules(field);
        self.agrees(field);
    }

    fn options(&mut self, field: &Field) {
        let is_choice = matches!(
            field.field_type,
            FieldType::SelectBox | FieldType::RadioButton
        );
        let source = field.option_strings_source.as_ref();
        if is_choice && source.is_none() && field.option_strings_text.is_empty() {
            self.wrong_field(field, "option_strings_text", "options_presence");
        }
        if !is_choice && source.is_some() {
            self.wrong_field(field, "option_strings_source", "options_type");
        }
        if let Some(id) = source.and_then(|source| source.lookup_id())
            && self.tenant.lookup(id).is_none()
        {
            self.wrong_field(field, "option_strings_source", "lookup_presence");
        }
        if field.field_type == FieldType::TallyField && field.tally.is_empty() {
            self.wrong_field(field, "tally", "tally_presence");
        }
        let lists = [
            ("option_strings_text", &field.option_strings_text),
            ("tally", &field.tally),
        ];
        for (key, options) in lists {
            let is_fine = options.iter().all(|option| {
                is_option_id(&option.id) && is_readable(&option.display_text, self.tenant)
            });
            if !is_fine {
                self.wrong_field(field, key, "option_format");
            }
        }
    }

    /// A subform names a nested section of the same record type.
    fn rows(&mut self, field: &Field) {
        let nested = field.subform_section_unique_id.as_deref();
        if field.field_type != FieldType::Subform {
            if nested.is_some() {
                self.wrong_field(field, "subform_section_id", "subform_type");
            }
            return;
        }
        let nested = nested.and_then(|id| self.tenant.form(id));
        let fits = nested.is_some_and(|stored| {
            let nested = &stored.form.value;
            nested.is_nested && nested.parent_form == self.form.parent_form
        });
        if !fits {
            self.wrong_field(field, "subform_section_id", "subform_presence");
        }
    }

    fn rules(&mut self, field: &Field) {
        let conditions = [
            (
                "display_conditions_record",
                &field.display_conditions_record,
            ),
            (
                "display_conditions_subform",
                &field.display_conditions_subform,
            ),
        ];
        for (key, condition) in conditions {
            if rule(condition.as_ref()).is_err() {
                self.wrong_field(field, key, "conditions_format");
            }
        }
        for tree in field.option_strings_condition.iter().flatten() {
            if Expression::parse_rule(tree.1).is_err() {
                let key = format!("option_strings_condition.{}", tree.0);
                self.wrong_field(field, &key, "conditions_format");
            }
        }
        if field.field_type == FieldType::Calculated {
            let tree = field.calculation.as_ref();
            let tree = tree.and_then(|calculation| calculation.get("expression"));
            if tree.is_none_or(|tree| Expression::parse(tree).is_err()) {
                self.wrong_field(field, "calculation", "calculation_format");
            }
        }
    }

    /// The same name on two sections of a record is one answer, so it has one kind.
    fn agrees(&mut self, field: &Field) {
        let form = self.form;
        if form.is_nested || !field.field_type.stores_answer() {
            return;
        }
        let others = self.tenant.forms().iter().map(|stored| &stored.form.value);
        let mut others = others.filter(|other| {
            other.parent_form == form.parent_form
                && !other.is_nested
                && other.unique_id != form.unique_id
        });
        let differs = others.any(|other| {
            other.field(&field.name).is_some_and(|same| {
                same.field_type.stores_answer()
                    && (same.field_type, same.multi_select)
                        != (field.field_type, field.multi_select)
            })
        });
        if differs {
            self.wrong_field(field, "type", "type_conflict");
        }
    }

    /// The rules are read as the service reads them when it loads the configuration: a section that
    /// it could not load must never be stored.
    fn rules_as_a_whole(&mut self) {
        let lookups: Vec<Lookup> = self
            .tenant
            .lookups()
            .iter()
            .map(|stored| stored.value.clone())
            .collect();
        if let Err(error) = AnswerRules::new([self.form], &lookups) {
            let place = format!("fields[{}]", error.field);
            let rule = "errors.models.field.conditions_format";
            self.mistakes.push(FieldError::new(place, rule));
        }
    }
}

/// A condition; `{}` is none.
fn rule(tree: Option<&Value>) -> Result<(), ExpressionError> {
    let tree = tree.filter(|tree| tree.as_object().is_none_or(|object| !object.is_empty()));
    tree.map_or(Ok(()), |tree| Expression::parse_rule(tree).map(|_| ()))
}

/// API v2's rule for the names of fields.
fn is_field_name(name: &str) -> bool {
    name.len() <= 255
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The ids of sections are written by clients, so they may be a little wider.
fn is_form_id(id: &str) -> bool {
    (1..=255).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}
