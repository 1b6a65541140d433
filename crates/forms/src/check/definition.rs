//! The sections of one record type, with their rules parsed once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::totals::Totals;
use crate::{
    DateValidation, Expression, ExpressionError, Field, FieldType, FormSection, Lookup,
    OptionSource,
};

/// A rule in a form that cannot be read. Checked templates have none.
#[derive(Debug, thiserror::Error)]
#[error("failed to read the rule of {form}.{field}")]
pub struct RuleError {
    /// The section.
    pub form: String,
    /// The field; empty for the section's own rule.
    pub field: String,
    #[source]
    source: ExpressionError,
}

/// Sections by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Definitions {
    sections: BTreeMap<String, Section>,
}

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) nested: bool,
    pub(super) condition: Option<Expression>,
    pub(super) questions: Vec<Question>,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of the field")]
pub(super) struct Question {
    pub(super) name: String,
    pub(super) field_type: FieldType,
    pub(super) multi_select: bool,
    pub(super) required: bool,
    pub(super) quick: bool,
    pub(super) not_future: bool,
    pub(super) with_time: bool,
    pub(super) not_before: Option<Expression>,
    pub(super) not_after: Option<Expression>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) choices: Choices,
    /// All must hold.
    pub(super) over_record: Vec<Expression>,
    pub(super) over_row: Option<Expression>,
    pub(super) calculation: Option<Expression>,
    /// The section of the rows.
    pub(super) rows: Option<String>,
    /// Which questions of the rows are asked here; none means all.
    pub(super) row_fields: Option<BTreeSet<String>>,
    /// The ids of the counters.
    pub(super) counters: BTreeSet<String>,
    pub(super) total: Totals,
}

/// One option.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) tags: Vec<String>,
    pub(super) disabled: bool,
}

/// What a choice can be.
#[derive(Debug, Clone)]
pub(super) enum Choices {
    /// Anything: the field is no choice, or its source is not enumerated.
    Any,
    /// A location.
    Location,
    /// One of these options, each under the rules of its tags.
    Options {
        options: BTreeMap<String, Choice>,
        conditions: BTreeMap<String, Expression>,
    },
}

impl Definitions {
    pub(super) fn read<'a>(
        forms: impl IntoIterator<Item = &'a FormSection>,
        lookups: &[Lookup],
    ) -> Result<Self, RuleError> {
        let mut sections = BTreeMap::new();
        for form in forms {
            sections.insert(form.unique_id.clone(), Section::read(form, lookups)?);
        }
        Ok(Self { sections })
    }

    /// The sections that are pages of the record.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Section> {
        self.sections.values().filter(|section| !section.nested)
    }

    /// The section of a subform's rows.
    pub(super) fn rows_of(&self, question: &Question) -> Option<&Section> {
        self.sections.get(question.rows.as_ref()?)
    }
}

impl Section {
    fn read(form: &FormSection, lookups: &[Lookup]) -> Result<Self, RuleError> {
        let failed = |field: &str| {
            let (form, field) = (form.unique_id.clone(), field.to_owned());
            move |source| RuleError {
                form,
                field,
                source,
            }
        };
        let condition = rule(form.display_conditions.as_ref()).map_err(failed(""))?;
        let mut questions = Vec::new();
        for field in form.fields.iter().filter(|field| asked(field)) {
            questions.push(Question::read(field, lookups).map_err(failed(&field.name))?);
        }
        Ok(Self {
            id: form.unique_id.clone(),
            nested: form.is_nested,
            condition,
            questions,
        })
    }
}

impl Question {
    fn read(field: &Field, lookups: &[Lookup]) -> Result<Self, ExpressionError> {
        let calculation = field.calculation.as_ref();
        let calculation = calculation
            .and_then(|calculation| calculation.get("expression"))
            .filter(|_| field.field_type == FieldType::Calculated);
        Ok(Self {
            name: field.name.clone(),
            field_type: field.field_type,
            multi_select: field.multi_select,
            required: field.required && field.visible && !field.disabled,
            quick: field.quick,
            not_future: field.date_validation == DateValidation::NotFutureDate,
            with_time: field.date_include_time,
            not_before: field
                .not_before
                .as_ref()
                .map(Expression::parse)
                .transpose()?,
            not_after: field
                .not_after
                .as_ref()
                .map(Expression::parse)
                .transpose()?,
            minimum: field.minimum,
            maximum: field.maximum,
            choices: Choices::read(field, lookups)?,
            over_record: over_record(field)?,
            over_row: rule(field.display_conditions_subform.as_ref())?,
            calculation: calculation.map(Expression::parse).transpose()?,
            rows: field.subform_section_unique_id.clone(),
            row_fields: row_fields(field),
            counters: field
                .tally
                .iter()
                .map(|counter| counter.id.clone())
                .collect(),
            total: Totals::read(field),
        })
    }

    /// Whether the answer is computed from others.
    pub(super) const fn is_computed(&self) -> bool {
        self.calculation.is_some() || self.total.is_computed()
    }

    /// Whether a question of the rows is asked here.
    pub(super) fn asks_in_rows(&self, name: &str) -> bool {
        self.row_fields
            .as_ref()
            .is_none_or(|asked| asked.contains(name))
    }

    /// Whether the answer to `name`, in the same scope, decides about this question.
    pub(super) fn depends_on(&self, name: &str, section: &Section) -> bool {
        let own = self.over_row.iter().filter(|_| section.nested);
        // A rule over the record is another scope for a row.
        let over_record = self.over_record.iter().chain(&section.condition);
        let over_record = over_record.filter(|_| !section.nested);
        let by_rule = own
            .chain(over_record)
            .chain(&self.not_before)
            .chain(&self.not_after)
            .any(|rule| rule.reads(name));
        let by_option = match &self.choices {
            Choices::Options { conditions, .. } => conditions.values().any(|rule| rule.reads(name)),
            Choices::Any | Choices::Location => false,
        };
        by_rule || by_option
    }
}

impl Choices {
    fn read(field: &Field, lookups: &[Lookup]) -> Result<Self, ExpressionError> {
        if !matches!(
            field.field_type,
            FieldType::SelectBox | FieldType::RadioButton
        ) {
            return Ok(Self::Any);
        }
        let options = match &field.option_strings_source {
            Some(OptionSource::Location | OptionSource::ReportingLocation) => {
                return Ok(Self::Location);
            }
            Some(OptionSource::Lookup(id)) => {
                match lookups.iter().find(|lookup| lookup.unique_id == *id) {
                    Some(lookup) => &lookup.values,
                    None => return Ok(Self::Any),
                }
            }
            Some(_) => return Ok(Self::Any),
            None => &field.option_strings_text,
        };
        let mut conditions = BTreeMap::new();
        for (tag, tree) in field.option_strings_condition.iter().flatten() {
            conditions.insert(tag.clone(), Expression::parse_rule(tree)?);
        }
        let options = options.iter().map(|option| {
            let choice = Choice {
                tags: option.tags.clone(),
                disabled: option.disabled,
            };
            (option.id.clone(), choice)
        });
        Ok(Self::Options {
            options: options.collect(),
            conditions,
        })
    }
}

fn asked(field: &Field) -> bool {
    field.field_type.stores_answer() && field.field_type != FieldType::DateRange
}

/// The rules over the record by which a question is shown: its own, and those of the rows that it
/// shows as a whole.
fn over_record(field: &Field) -> Result<Vec<Expression>, ExpressionError> {
    let of_rows = field.subform_section_configuration.as_ref();
    let of_rows = of_rows.and_then(|configuration| configuration.get("display_conditions"));
    let rules = [field.display_conditions_record.as_ref(), of_rows];
    rules
        .into_iter()
        .filter_map(|tree| rule(tree).transpose())
        .collect()
}

fn row_fields(field: &Field) -> Option<BTreeSet<String>> {
    let configuration = field.subform_section_configuration.as_ref()?;
    let names = configuration.get("fields")?.as_array()?;
    let names = names.iter().filter_map(Value::as_str);
    Some(names.map(str::to_owned).collect())
}

fn rule(tree: Option<&Value>) -> Result<Option<Expression>, ExpressionError> {
    // Existing configurations write `{}` where there is no rule.
    tree.filter(|tree| tree.as_object().is_none_or(|object| !object.is_empty()))
        .map(Expression::parse_rule)
        .transpose()
}
