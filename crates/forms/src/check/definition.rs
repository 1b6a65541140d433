//! The sections of one record type, with their rules parsed once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

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
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) choices: Choices,
    pub(super) over_record: Option<Expression>,
    pub(super) over_row: Option<Expression>,
    pub(super) calculation: Option<Expression>,
    /// The section of the rows.
    pub(super) rows: Option<String>,
    /// The ids of the counters.
    pub(super) counters: BTreeSet<String>,
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
        tags: BTreeMap<String, Vec<String>>,
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
            minimum: field.minimum,
            maximum: field.maximum,
            choices: Choices::read(field, lookups)?,
            over_record: rule(field.display_conditions_record.as_ref())?,
            over_row: rule(field.display_conditions_subform.as_ref())?,
            calculation: calculation.map(Expression::parse).transpose()?,
            rows: field.subform_section_unique_id.clone(),
            counters: field
                .tally
                .iter()
                .map(|counter| counter.id.clone())
                .collect(),
        })
    }

    /// Whether the answer to `name`, in the same scope, decides about this question.
    pub(super) fn depends_on(&self, name: &str, section: &Section) -> bool {
        let own = if section.nested {
            &self.over_row
        } else {
            &self.over_record
        };
        let by_rule = [own, &section.condition]
            .into_iter()
            .flatten()
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
        // A disabled option is accepted: a device that was offline may still have offered it.
        let tags = options
            .iter()
            .map(|option| (option.id.clone(), option.tags.clone()));
        Ok(Self::Options {
            tags: tags.collect(),
            conditions,
        })
    }
}

fn asked(field: &Field) -> bool {
    field.field_type.stores_answer() && field.field_type != FieldType::DateRange
}

fn rule(tree: Option<&Value>) -> Result<Option<Expression>, ExpressionError> {
    // Existing configurations write `{}` where there is no rule.
    tree.filter(|tree| tree.as_object().is_none_or(|object| !object.is_empty()))
        .map(Expression::parse_rule)
        .transpose()
}
