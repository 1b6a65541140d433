//! One answer by itself: its type, options, dates and bounds.

use std::{cmp::Ordering, collections::BTreeMap};

use serde_json::Value;

use super::{
    Circumstances, Rule,
    definition::{Choices, Question},
};
use crate::{Answers, Expression, FieldType, expression::date::WrittenDate};

/// What an answer is judged beside.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    /// The answers around it.
    pub(super) scope: &'a Answers,
    /// What was answered before.
    pub(super) stored: Option<&'a Value>,
    pub(super) at: Circumstances<'a>,
}

/// The first rule that an answer breaks, which is not blank.
pub(super) fn broken_rule(question: &Question, answer: &Value, beside: Beside<'_>) -> Option<Rule> {
    match question.field_type {
        FieldType::TextField | FieldType::Textarea => type_of(answer.is_string()),
        FieldType::NumericField => number(question, answer),
        FieldType::DateField => date(question, answer, beside),
        FieldType::TickBox => type_of(answer.is_boolean()),
        FieldType::SelectBox if question.multi_select => match answer.as_array() {
            Some(chosen) => chosen.iter().find_map(|one| choice(question, one, beside)),
            None => Some(Rule::Type),
        },
        FieldType::RadioButton | FieldType::SelectBox => choice(question, answer, beside),
        FieldType::TallyField => type_of(is_tally(question, answer)),
        FieldType::Subform => {
            let rows = answer.as_array();
            type_of(rows.is_some_and(|rows| rows.iter().all(Value::is_object)))
        }
        FieldType::Calculated => type_of(!answer.is_array() && !answer.is_object()),
        FieldType::DateRange
        | FieldType::PhotoUploadBox
        | FieldType::AudioUploadBox
        | FieldType::DocumentUploadBox
        | FieldType::Signature
        | FieldType::Separator
        | FieldType::Custom
        | FieldType::LinkToForm
        | FieldType::Registry => None,
    }
}

fn type_of(fits: bool) -> Option<Rule> {
    (!fits).then_some(Rule::Type)
}

fn number(question: &Question, answer: &Value) -> Option<Rule> {
    let Some(number) = answer.as_i64().filter(|n| i32::try_from(*n).is_ok()) else {
        return Some(Rule::Type);
    };
    if question.minimum.is_some_and(|least| number < least) {
        Some(Rule::Minimum)
    } else if question.maximum.is_some_and(|most| number > most) {
        Some(Rule::Maximum)
    } else {
        None
    }
}

fn date(question: &Question, answer: &Value, beside: Beside<'_>) -> Option<Rule> {
    let Some(text) = answer.as_str() else {
        return Some(Rule::Type);
    };
    let Some(date) = WrittenDate::parse(text) else {
        return Some(Rule::Date);
    };
    let at = beside.at;
    let is_future = match date {
        WrittenDate::Day(day) if !question.with_time => day > at.today,
        WrittenDate::Moment(_, moment) if question.with_time => moment > at.now.into(),
        WrittenDate::Day(_) | WrittenDate::Moment(..) => return Some(Rule::Date),
    };
    let bound = |bound: &Option<Expression>| {
        let bound = bound.as_ref()?.evaluate(beside.scope, at.today);
        Some(date.order(WrittenDate::parse(bound.as_str()?)?))
    };
    if question.not_future && is_future {
        Some(Rule::NotFutureDate)
    } else if bound(&question.not_before).is_some_and(Ordering::is_lt) {
        Some(Rule::NotBefore)
    } else if bound(&question.not_after).is_some_and(Ordering::is_gt) {
        Some(Rule::NotAfter)
    } else {
        None
    }
}

fn choice(question: &Question, answer: &Value, beside: Beside<'_>) -> Option<Rule> {
    let id = match answer {
        Value::String(id) => id.as_str(),
        // Clients send the answer to a yes/no question as a boolean or as its text.
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Some(Rule::Type);
        }
    };
    let is_stored = match beside.stored {
        Some(Value::Array(chosen)) => chosen.contains(answer),
        stored => stored == Some(answer),
    };
    // What is no longer offered stays where it was chosen, unless the other answers rule it out.
    let accepted = match &question.choices {
        Choices::Any => true,
        Choices::Location => is_stored || beside.at.is_location.is_none_or(|knows| knows(id)),
        Choices::Options {
            options,
            conditions,
        } => match options.get(id) {
            None => is_stored,
            Some(option) => {
                (is_stored || !option.disabled) && is_offered(&option.tags, conditions, beside)
            }
        },
    };
    (!accepted).then_some(Rule::Option)
}

/// Whether the other answers allow an option: without conditions all of them are, else those of
/// which a tag's condition holds.
fn is_offered(
    tags: &[String],
    conditions: &BTreeMap<String, Expression>,
    beside: Beside<'_>,
) -> bool {
    let holds = |rule: &Expression| rule.holds(beside.scope, beside.at.today);
    conditions.is_empty()
        || tags
            .iter()
            .any(|tag| conditions.get(tag).is_some_and(holds))
}

fn is_tally(question: &Question, answer: &Value) -> bool {
    answer.as_object().is_some_and(|counts| {
        counts.iter().all(|(id, count)| {
            let known = id == "total" || question.counters.contains(id);
            known && (count.is_null() || count.as_i64().is_some_and(|n| i32::try_from(n).is_ok()))
        })
    })
}
