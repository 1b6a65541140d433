//! One answer by itself: its type, options, dates and bounds.

use serde_json::Value;

use super::{
    Circumstances, Rule,
    definition::{Choices, Question},
};
use crate::{Answers, FieldType, expression::date::WrittenDate};

/// The first rule that an answer breaks, which is not blank. `scope` holds the answers around it.
pub(super) fn broken_rule(
    question: &Question,
    answer: &Value,
    scope: &Answers,
    at: Circumstances<'_>,
) -> Option<Rule> {
    match question.field_type {
        FieldType::TextField | FieldType::Textarea => type_of(answer.is_string()),
        FieldType::NumericField => number(question, answer),
        FieldType::DateField => date(question, answer, at),
        FieldType::TickBox => type_of(answer.is_boolean()),
        FieldType::SelectBox if question.multi_select => match answer.as_array() {
            Some(chosen) => chosen
                .iter()
                .find_map(|one| choice(question, one, scope, at)),
            None => Some(Rule::Type),
        },
        FieldType::RadioButton | FieldType::SelectBox => choice(question, answer, scope, at),
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

fn date(question: &Question, answer: &Value, at: Circumstances<'_>) -> Option<Rule> {
    let Some(text) = answer.as_str() else {
        return Some(Rule::Type);
    };
    match WrittenDate::parse(text) {
        Some(WrittenDate::Day(day)) if !question.with_time => {
            (question.not_future && day > at.today).then_some(Rule::NotFutureDate)
        }
        Some(WrittenDate::Moment(_, moment)) if question.with_time => {
            (question.not_future && moment > at.now.into()).then_some(Rule::NotFutureDate)
        }
        _ => Some(Rule::Date),
    }
}

fn choice(
    question: &Question,
    answer: &Value,
    scope: &Answers,
    at: Circumstances<'_>,
) -> Option<Rule> {
    let id = match answer {
        Value::String(id) => id.as_str(),
        // Clients send the answer to a yes/no question as a boolean or as its text.
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Some(Rule::Type);
        }
    };
    let offered = match &question.choices {
        Choices::Any => true,
        Choices::Location => at.is_location.is_none_or(|is_location| is_location(id)),
        Choices::Options { tags, conditions } => tags.get(id).is_some_and(|tags| {
            conditions.is_empty()
                || tags.iter().any(|tag| {
                    conditions
                        .get(tag)
                        .is_some_and(|rule| rule.holds(scope, at.today))
                })
        }),
    };
    (!offered).then_some(Rule::Option)
}

fn is_tally(question: &Question, answer: &Value) -> bool {
    answer.as_object().is_some_and(|counts| {
        counts.iter().all(|(id, count)| {
            let known = id == "total" || question.counters.contains(id);
            known && (count.is_null() || count.as_i64().is_some_and(|n| i32::try_from(n).is_ok()))
        })
    })
}
