//! Which questions a write is judged by, and the verdict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use serde_json::Value;

use super::{
    Circumstances, Rule, Step, Violation,
    definition::{Definitions, Question, Section},
    value::{self, Beside},
};
use crate::{Answers, expression::is_blank};

/// The key of a row's id.
pub(super) const ROW_ID: &str = "unique_id";

/// Judges a new record (`before` is none) or a change.
pub(super) fn judge(
    definitions: &Definitions,
    before: Option<&Answers>,
    after: &Answers,
    at: Circumstances<'_>,
) -> Vec<Violation> {
    let nothing = Answers::new();
    let scope = Scope::new(before, after, &nothing);
    let mut judgement = Judgement {
        definitions,
        at,
        creates: before.is_none(),
        record: after,
        path: Vec::new(),
        violations: BTreeSet::new(),
    };
    judgement.record(&scope);
    judgement.violations.into_iter().collect()
}

/// The answers of the record or of one row, before and after.
struct Scope<'a> {
    before: &'a Answers,
    after: &'a Answers,
    changed: BTreeSet<&'a str>,
    is_new: bool,
}

impl<'a> Scope<'a> {
    fn new(before: Option<&'a Answers>, after: &'a Answers, nothing: &'a Answers) -> Self {
        let is_new = before.is_none();
        let before = before.unwrap_or(nothing);
        let changed = before
            .keys()
            .chain(after.keys())
            .filter(|name| !same(before.get(*name), after.get(*name)))
            .map(String::as_str)
            .collect();
        Self {
            before,
            after,
            changed,
            is_new,
        }
    }

    /// Whether an answer that this question depends on has changed, in a section that the write
    /// touches. What depends on it elsewhere is only incomplete: people save section by section.
    fn concerns(&self, section: &Section, question: &Question) -> bool {
        let touches = |other: &Question| self.changed.contains(other.name.as_str());
        let depends = |name: &&str| question.depends_on(name, section);
        self.changed.iter().any(depends) && section.questions.iter().any(touches)
    }
}

struct Judgement<'a> {
    definitions: &'a Definitions,
    at: Circumstances<'a>,
    /// The record as a whole is new.
    creates: bool,
    record: &'a Answers,
    path: Vec<Step>,
    violations: BTreeSet<Violation>,
}

impl Judgement<'_> {
    fn record(&mut self, scope: &Scope<'_>) {
        // The same name on several sections is one answer: it is asked when any of them asks it.
        let mut by_name: BTreeMap<&str, Vec<(&Section, &Question)>> = BTreeMap::new();
        for section in self.definitions.pages() {
            for question in &section.questions {
                by_name
                    .entry(&question.name)
                    .or_default()
                    .push((section, question));
            }
        }
        for questions in by_name.values() {
            self.answer(questions, scope);
        }
    }

    /// Judges one answer by every question that asks for it.
    fn answer(&mut self, questions: &[(&Section, &Question)], scope: &Scope<'_>) {
        let Some((_, first)) = questions.first() else {
            return;
        };
        let answer = scope.after.get(&first.name);
        let blank = answer.is_none_or(is_blank);
        let touched = scope.changed.contains(first.name.as_str());
        let concerned = touched || questions.iter().any(|(s, q)| scope.concerns(s, q));
        let shown: Vec<&(&Section, &Question)> = questions
            .iter()
            .filter(|(s, q)| is_shown(s, q, self.record, scope.after, self.at.today))
            .collect();
        self.path.push(Step::Field(first.name.clone()));
        let is_needed = |(s, q): &&(&Section, &Question)| {
            self.may_write(s) && q.required && self.is_asked(q, concerned || scope.is_new)
        };
        if blank && shown.iter().any(is_needed) {
            self.violate(Rule::Required);
        } else if touched && !blank && shown.is_empty() && answer != Some(&Value::Bool(false)) {
            self.violate(Rule::Condition);
        } else if let Some(answer) = answer.filter(|_| concerned && !blank)
            && (touched || !shown.is_empty())
        {
            // A blank answer is none: whether its JSON type is allowed is the wire's matter. One
            // that nobody asks for any more and nobody touched stays as it is.
            let asking = shown.first().map_or(first, |(_, question)| question);
            self.value(asking, scope, answer);
        }
        self.path.pop();
    }

    fn value(&mut self, question: &Question, scope: &Scope<'_>, answer: &Value) {
        let beside = Beside {
            scope: scope.after,
            stored: scope.before.get(&question.name),
            at: self.at,
        };
        if let Some(rule) = value::broken_rule(question, answer, beside) {
            self.violate(rule);
            return;
        }
        let Some(nested) = self.definitions.rows_of(question) else {
            return;
        };
        let nothing = Answers::new();
        let old_rows: Vec<&Answers> = rows(scope.before.get(&question.name)).collect();
        for (index, row) in rows(Some(answer)).enumerate() {
            let id = row_id(row);
            let old = old_rows
                .iter()
                .find(|old| id.is_some() && row_id(old) == id);
            let scope = Scope::new(old.copied(), row, &nothing);
            let unique_id = id.map(str::to_owned);
            self.path.push(Step::Row { index, unique_id });
            for asked in &nested.questions {
                if question.asks_in_rows(&asked.name) {
                    self.answer(&[(nested, asked)], &scope);
                }
            }
            self.path.pop();
        }
    }

    /// Rows are permitted by the section that shows them.
    fn may_write(&self, section: &Section) -> bool {
        let writable = self.at.writable;
        section.nested || writable.is_none_or(|writable| writable.contains(&section.id))
    }

    /// Whether a missing answer counts against this write at all.
    fn is_asked(&self, question: &Question, concerned: bool) -> bool {
        if self.creates {
            question.quick
        } else {
            concerned
        }
    }

    fn violate(&mut self, rule: Rule) {
        self.violations.insert(Violation {
            path: self.path.clone(),
            rule,
        });
    }
}

fn rows(answer: Option<&Value>) -> impl Iterator<Item = &Answers> {
    answer
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn row_id(row: &Answers) -> Option<&str> {
    row.get(ROW_ID).and_then(Value::as_str)
}

/// Whether a person is asked this question, `scope` being the answers around it.
pub(super) fn is_shown(
    section: &Section,
    question: &Question,
    record: &Answers,
    scope: &Answers,
    today: civil::Date,
) -> bool {
    let over_record = section.condition.iter().chain(&question.over_record);
    let over_row = question.over_row.iter().filter(|_| section.nested);
    over_record
        .into_iter()
        .all(|rule| rule.holds(record, today))
        && over_row.into_iter().all(|rule| rule.holds(scope, today))
}

/// Blank answers are all the same.
fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (
        before.filter(|a| !is_blank(a)),
        after.filter(|a| !is_blank(a)),
    ) {
        (None, None) => true,
        (Some(before), Some(after)) => before == after,
        _ => false,
    }
}
