//! Which required answers a record still lacks.

use jiff::civil;
use serde_json::Value;

use super::{
    IncompleteSection, Rule, Step, Violation,
    definition::{Definitions, Question, Section},
    judge::{ROW_ID, is_shown},
};
use crate::{Answers, expression::is_blank};

/// The sections that lack required answers.
pub(super) fn incomplete(
    definitions: &Definitions,
    answers: &Answers,
    today: civil::Date,
) -> Vec<IncompleteSection> {
    let mut incomplete = Vec::new();
    for section in definitions.pages() {
        let mut search = Search {
            definitions,
            record: answers,
            today,
            path: Vec::new(),
            missing: Vec::new(),
        };
        search.section(section, answers, None);
        if !search.missing.is_empty() {
            incomplete.push(IncompleteSection {
                form: section.id.clone(),
                missing: search.missing,
            });
        }
    }
    incomplete
}

struct Search<'a> {
    definitions: &'a Definitions,
    record: &'a Answers,
    today: civil::Date,
    path: Vec<Step>,
    missing: Vec<Violation>,
}

impl Search<'_> {
    /// Looks through the answers of the record, or of one row.
    ///
    /// `within` is the question whose rows these are.
    fn section(&mut self, section: &Section, scope: &Answers, within: Option<&Question>) {
        for question in &section.questions {
            let asked = within.is_none_or(|within| within.asks_in_rows(&question.name));
            if !asked || !is_shown(section, question, self.record, scope, self.today) {
                continue;
            }
            self.path.push(Step::Field(question.name.clone()));
            let answer = scope.get(&question.name);
            if question.required && answer.is_none_or(is_blank) {
                self.missing.push(Violation {
                    path: self.path.clone(),
                    rule: Rule::Required,
                });
            }
            if let Some(nested) = self.definitions.rows_of(question) {
                self.rows(nested, question, answer.and_then(Value::as_array));
            }
            self.path.pop();
        }
    }

    fn rows(&mut self, section: &Section, within: &Question, rows: Option<&Vec<Value>>) {
        for (index, row) in rows.into_iter().flatten().enumerate() {
            let Some(row) = row.as_object() else { continue };
            let unique_id = row.get(ROW_ID).and_then(Value::as_str).map(str::to_owned);
            self.path.push(Step::Row { index, unique_id });
            self.section(section, row, Some(within));
            self.path.pop();
        }
    }
}
