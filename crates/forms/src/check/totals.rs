//! Totals that are computed: of a tally's counters, and of a group of numbers.

use serde_json::{Map, Value};

use super::definition::{Question, Section};
use crate::{Answers, Field, FieldType};

/// The key of a tally's total.
const TOTAL: &str = "total";

/// Which totals a question has a part in.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    /// The answer is a tally whose total is the sum of its counters.
    of_counters: bool,
    group: Option<Group>,
}

#[derive(Debug, Clone)]
enum Group {
    /// The answer is the sum of the group.
    Sum(String),
    /// The answer counts in the group.
    Element(String),
}

impl Totals {
    pub(super) fn read(field: &Field) -> Self {
        let is_tally = field.field_type == FieldType::TallyField;
        let is_number = field.field_type == FieldType::NumericField;
        let group = field.autosum_group.clone();
        Self {
            of_counters: is_tally && field.autosum_total,
            group: if is_number && field.autosum_total {
                group.map(Group::Sum)
            } else if is_number || is_tally {
                group.map(Group::Element)
            } else {
                None
            },
        }
    }

    /// Whether the answer, or a part of it, is a total.
    pub(super) const fn is_computed(&self) -> bool {
        self.of_counters || matches!(self.group, Some(Group::Sum(_)))
    }

    fn is_element_of(&self, wanted: &str) -> bool {
        matches!(&self.group, Some(Group::Element(group)) if group == wanted)
    }
}

/// What the answer to a question has to be, when it is or holds a total.
pub(super) fn computed(section: &Section, question: &Question, answers: &Answers) -> Option<Value> {
    if question.total.of_counters {
        return tally(answers.get(&question.name)?.as_object()?);
    }
    let Some(Group::Sum(group)) = &question.total.group else {
        return None;
    };
    let elements = section
        .questions
        .iter()
        .filter(|q| q.total.is_element_of(group));
    let numbers = elements.filter_map(|element| count(answers.get(&element.name)?));
    Some(sum(numbers))
}

/// The tally with its total; nothing when it is there already.
fn tally(counts: &Map<String, Value>) -> Option<Value> {
    let counters = counts.iter().filter(|(id, _)| *id != TOTAL);
    let total = sum(counters.filter_map(|(_, count)| count.as_i64()));
    if counts.get(TOTAL).unwrap_or(&Value::Null) == &total {
        return None;
    }
    let mut counts = counts.clone();
    counts.insert(TOTAL.to_owned(), total);
    Some(Value::Object(counts))
}

/// What an answer adds to its group.
fn count(answer: &Value) -> Option<i64> {
    match answer {
        Value::Object(counts) => counts.get(TOTAL)?.as_i64(),
        Value::Number(number) => number.as_i64(),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => None,
    }
}

/// The sum, or null when there is nothing to sum up.
fn sum(numbers: impl Iterator<Item = i64>) -> Value {
    let total = numbers.fold(None, |total: Option<i64>, number| {
        Some(total.unwrap_or_default().saturating_add(number))
    });
    total.map_or(Value::Null, Value::from)
}
