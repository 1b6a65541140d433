//! Which questions a write is judged by, and the verdict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use serde_json::Value;

use super::{
    Circumstances, Rule, Step, Violation,
    definition::{Definitions, Question, Section},
    value,
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
    let mut judgement = Judgement {
        definitions,
        at,
        whole: Around::of(before),
        record: after,
        path: Vec::new(),
        violations: BTreeSet::new(),
    };
    judgement.record(before.unwrap_or(&nothing), after);
    judgement.violations.into_iter().collect()
}

/// Whether the record or row around an answer is new.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    New,
    Known,
}

impl Around {
    fn of(before: Option<&Answers>) -> Self {
        before.map_or(Self::New, |_| Self::Known)
    }
}

struct Judgement<'a> {
    definitions: &'a Definitions,
    at: Circumstances<'a>,
    /// The record itself.
    whole: Around,
    record: &'a Answers,
    path: Vec<Step>,
    violations: BTreeSet<Violation>,
}

impl<'a> Judgement<'a> {
    fn record(&mut self, before: &Answers, after: &'a Answers) {
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
            self.answer(questions, before, after, self.whole);
        }
    }

    /// Judges one answer by every question that asks for it.
    fn answer(
        &mut self,
        questions: &[(&Section, &Question)],
        before: &Answers,
        after: &Answers,
        around: Around,
    ) {
        let Some((_, first)) = questions.first() else {
            return;
        };
        let answer = after.get(&first.name);
        let blank = answer.is_none_or(is_blank);
        let touched = !same(before.get(&first.name), answer);
        let shown: Vec<&(&Section, &Question)> = questions
            .iter()
            .filter(|(section, question)| self.is_shown(section, question, after))
            .collect();
        self.path.push(Step::Field(first.name.clone()));
        if touched && shown.is_empty() && !blank && answer != Some(&Value::Bool(false)) {
            self.violate(Rule::Condition);
        } else if blank {
            let dependent = || questions.iter().any(|q| is_dependent(*q, before, after));
            let needed = shown.iter().any(|(section, question)| {
                self.is_needed(
                    section,
                    question,
                    around == Around::New || touched || dependent(),
                )
            });
            if needed {
                self.violate(Rule::Required);
            }
        }
        let judged = touched || questions.iter().any(|q| is_dependent(*q, before, after));
        if let Some(answer) = answer.filter(|_| judged) {
            self.value(first, before, after, answer);
        }
        self.path.pop();
    }

    fn value(&mut self, question: &Question, before: &Answers, after: &Answers, answer: &Value) {
        if let Some(rule) = value::broken_rule(question, answer, after, self.at) {
            self.violate(rule);
            return;
        }
        let (Some(nested), Some(rows)) = (self.definitions.rows_of(question), answer.as_array())
        else {
            return;
        };
        let old_rows = before.get(&question.name).and_then(Value::as_array);
        for (index, row) in rows.iter().enumerate() {
            let Some(row) = row.as_object() else { continue };
            let id = row.get(ROW_ID).and_then(Value::as_str);
            let old = old_rows.into_iter().flatten().filter_map(Value::as_object);
            let old = id.and_then(|id| {
                let mut old = old;
                old.find(|old| old.get(ROW_ID).and_then(Value::as_str) == Some(id))
            });
            self.path.push(Step::Row {
                index,
                unique_id: id.map(str::to_owned),
            });
            self.row(nested, old, row);
            self.path.pop();
        }
    }

    fn row(&mut self, section: &Section, before: Option<&Answers>, after: &Answers) {
        let nothing = Answers::new();
        let around = Around::of(before);
        for question in &section.questions {
            self.answer(
                &[(section, question)],
                before.unwrap_or(&nothing),
                after,
                around,
            );
        }
    }

    fn is_shown(&self, section: &Section, question: &Question, scope: &Answers) -> bool {
        is_shown(section, question, self.record, scope, self.at.today)
    }

    /// Whether a missing answer counts against this write.
    fn is_needed(&self, section: &Section, question: &Question, concerned: bool) -> bool {
        let may_write = section.nested
            || self
                .at
                .writable
                .is_none_or(|writable| writable.contains(&section.id));
        let asked = if self.whole == Around::New {
            question.quick
        } else {
            concerned
        };
        question.required && may_write && asked
    }

    fn violate(&mut self, rule: Rule) {
        self.violations.insert(Violation {
            path: self.path.clone(),
            rule,
        });
    }
}

/// Whether a person is asked this question, `scope` being the answers around it.
pub(super) fn is_shown(
    section: &Section,
    question: &Question,
    record: &Answers,
    scope: &Answers,
    today: civil::Date,
) -> bool {
    let holds = |rule: &Option<crate::Expression>, over: &Answers| {
        rule.as_ref().is_none_or(|rule| rule.holds(over, today))
    };
    holds(&section.condition, record)
        && holds(&question.over_record, record)
        && (!section.nested || holds(&question.over_row, scope))
}

/// Whether an answer that this question depends on has changed.
fn is_dependent(
    (section, question): (&Section, &Question),
    before: &Answers,
    after: &Answers,
) -> bool {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .any(|name| question.depends_on(name, section) && !same(before.get(name), after.get(name)))
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
