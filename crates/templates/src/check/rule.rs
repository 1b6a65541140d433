//! Rules in forms: they parse, and read fields that are there.

use std::collections::BTreeSet;

use primero_forms::{Expression, Field, FieldType, FormSection, RecordType};
use serde_json::Value;

use super::{Check, form::At, vocabulary};
use crate::Rule;

impl<'a> Check<'a> {
    pub(super) fn form_rules(&mut self, form: &FormSection, at: At<'_>) {
        if let Some(rule) = &form.display_conditions {
            let place = if at.place.is_empty() {
                "display_conditions".to_owned()
            } else {
                format!("{}.display_conditions", at.place)
            };
            let scope = self.record_scope(form.parent_form);
            self.rule(
                rule,
                &scope,
                At {
                    file: at.file,
                    place: &place,
                },
            );
        }
    }

    pub(super) fn field_rules(&mut self, form: &FormSection, field: &Field, at: At<'_>) {
        let own: BTreeSet<&str> = form
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let record = self.record_scope(form.parent_form);
        // Inside a row, a rule sees the row.
        let near = if form.is_nested { &own } else { &record };
        let place = |key: &str| format!("{}.{key}", at.place);
        if let Some(rule) = &field.display_conditions_record {
            self.rule(
                rule,
                &record,
                At {
                    place: &place("display_conditions_record"),
                    ..at
                },
            );
        }
        if let Some(rule) = &field.display_conditions_subform {
            self.rule(
                rule,
                &own,
                At {
                    place: &place("display_conditions_subform"),
                    ..at
                },
            );
        }
        for (tag, rule) in field.option_strings_condition.iter().flatten() {
            let place = place(&format!("option_strings_condition.{tag}"));
            self.rule(
                rule,
                near,
                At {
                    place: &place,
                    ..at
                },
            );
            if !self.tags(field).contains(tag.as_str()) {
                self.problem(at.file, &place, format!("no option has the tag {tag:?}"));
            }
        }
        self.date_bounds(field, near, at);
        match (field.field_type, &field.calculation) {
            (FieldType::Calculated, None) => {
                self.problem(at.file, at.place, "a calculated field needs a calculation");
            }
            (_, None) => {}
            (_, Some(calculation)) => match calculation.get("expression") {
                Some(tree) => self.value(
                    tree,
                    near,
                    At {
                        place: &place("calculation.expression"),
                        ..at
                    },
                ),
                None => self.problem(at.file, place("calculation"), "expected {expression: ...}"),
            },
        }
    }

    fn date_bounds(&mut self, field: &Field, near: &BTreeSet<&str>, at: At<'_>) {
        let bounds = [
            ("not_before", &field.not_before),
            ("not_after", &field.not_after),
        ];
        for (key, bound) in bounds {
            let Some(bound) = bound else { continue };
            let place = format!("{}.{key}", at.place);
            if field.field_type != FieldType::DateField {
                self.problem(at.file, &place, "only a date_field has dates as bounds");
            }
            self.value(
                bound,
                near,
                At {
                    place: &place,
                    ..at
                },
            );
        }
    }

    /// What a subform says about the rows that it shows.
    pub(super) fn rows_shown(&mut self, field: &Field, nested: &FormSection, at: At<'_>) {
        let configuration = field.subform_section_configuration.as_ref();
        let place = format!("{}.subform_section_configuration", at.place);
        let names = configuration.and_then(|known| known.get("fields")?.as_array());
        for name in names.into_iter().flatten().filter_map(Value::as_str) {
            if nested.field(name).is_none() {
                let reason = format!("form {:?} has no field {name:?}", nested.unique_id);
                self.problem(at.file, format!("{place}.fields"), reason);
            }
        }
        let rule = configuration.and_then(|known| known.get("display_conditions"));
        if let Some(rule) = rule.filter(|rule| rule.as_object().is_none_or(|o| !o.is_empty())) {
            let place = format!("{place}.display_conditions");
            self.record_rule(rule, nested.parent_form, at.file, &place);
        }
    }

    /// A tree that gives true or false over the answers of a record type.
    pub(super) fn record_rule(
        &mut self,
        tree: &Value,
        record_type: RecordType,
        file: &str,
        place: &str,
    ) {
        let scope = self.record_scope(record_type);
        self.rule(tree, &scope, At { file, place });
    }

    fn rule(&mut self, tree: &Value, scope: &BTreeSet<&str>, at: At<'_>) {
        match Expression::parse_rule(tree) {
            Ok(expression) => self.reads(&expression, scope, at),
            Err(error) => self.under(Rule::Expressions, |check| {
                let place = format!("{}{}", at.place, error.pointer);
                check.problem(at.file, place, error.reason);
            }),
        }
    }

    fn value(&mut self, tree: &Value, scope: &BTreeSet<&str>, at: At<'_>) {
        match Expression::parse(tree) {
            Ok(expression) => self.reads(&expression, scope, at),
            Err(error) => self.under(Rule::Expressions, |check| {
                let place = format!("{}{}", at.place, error.pointer);
                check.problem(at.file, place, error.reason);
            }),
        }
    }

    fn reads(&mut self, expression: &Expression, scope: &BTreeSet<&str>, at: At<'_>) {
        let mut unknown = BTreeSet::new();
        expression.visit_fields(&mut |rows, name| {
            let known = match rows.last() {
                None => scope.contains(name) || vocabulary::is_record_field(name),
                Some(subform) => self.row_has(subform, name),
            };
            if !known {
                unknown.insert(name.to_owned());
            }
        });
        for name in unknown {
            let reason = format!("the rule reads {name:?}, which no form asks");
            self.under(Rule::Expressions, |check| {
                check.problem(at.file, at.place, reason);
            });
        }
    }

    /// The names of all answers of a record type.
    pub(super) fn record_scope(&self, record_type: RecordType) -> BTreeSet<&'a str> {
        let configuration = self.configuration;
        configuration
            .forms
            .iter()
            .filter(|form| form.parent_form == record_type && !form.is_nested)
            .flat_map(|form| &form.fields)
            .filter(|field| field.field_type.stores_answer())
            .map(|field| field.name.as_str())
            .collect()
    }

    fn row_has(&self, subform: &str, name: &str) -> bool {
        let forms = &self.configuration.forms;
        forms
            .iter()
            .flat_map(|form| &form.fields)
            .filter(|field| field.name == subform)
            .filter_map(|field| field.subform_section_unique_id.as_deref())
            .any(|id| {
                forms
                    .iter()
                    .any(|nested| nested.unique_id == id && nested.field(name).is_some())
            })
    }

    fn tags<'b>(&self, field: &'b Field) -> BTreeSet<&'b str>
    where
        'a: 'b,
    {
        let lookup = field
            .option_strings_source
            .as_ref()
            .and_then(|source| source.lookup_id());
        let shared = self
            .configuration
            .lookups
            .iter()
            .filter(|known| Some(known.unique_id.as_str()) == lookup)
            .flat_map(|known| &known.values);
        shared
            .chain(&field.option_strings_text)
            .flat_map(|option| &option.tags)
            .map(String::as_str)
            .collect()
    }
}
