//! What calculated fields and totals hold.

use jiff::civil;
use serde_json::Value;

use super::{
    definition::{Definitions, Question, Section},
    totals,
};
use crate::Answers;

/// The calculated answers that differ from those that are there.
pub(super) fn calculate(
    definitions: &Definitions,
    answers: &Answers,
    today: civil::Date,
) -> Answers {
    let mut current = answers.clone();
    let sections: Vec<&Section> = definitions.pages().collect();
    settle(&mut current, &sections, definitions, today);
    current.retain(|name, value| answers.get(name) != Some(value));
    current
}

/// Calculates until nothing changes: one calculated field may read another. Each round settles at
/// least one more of them, unless they read each other in a circle, which ends with the rounds.
fn settle(
    answers: &mut Answers,
    sections: &[&Section],
    definitions: &Definitions,
    today: civil::Date,
) {
    let questions = || sections.iter().flat_map(|section| &section.questions);
    let rounds = questions().filter(|q| q.is_computed()).count();
    for question in questions() {
        let Some(nested) = definitions.rows_of(question) else {
            continue;
        };
        let rows = answers
            .get_mut(&question.name)
            .and_then(Value::as_array_mut);
        for row in rows.into_iter().flatten().filter_map(Value::as_object_mut) {
            settle(row, &[nested], definitions, today);
        }
    }
    for _ in 0..rounds {
        let mut changed = false;
        for (section, question) in sections
            .iter()
            .flat_map(|section| section.questions.iter().map(move |q| (section, q)))
        {
            let Some(value) = computed(section, question, answers, today) else {
                continue;
            };
            let old = answers.get(&question.name);
            if old != Some(&value) && !(old.is_none() && value.is_null()) {
                answers.insert(question.name.clone(), value);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

fn computed(
    section: &Section,
    question: &Question,
    answers: &Answers,
    today: civil::Date,
) -> Option<Value> {
    match &question.calculation {
        Some(calculation) => Some(single(calculation.evaluate(answers, today))),
        None => totals::computed(section, question, answers),
    }
}

/// A calculated field holds one value: a list or an object is none.
fn single(value: Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
