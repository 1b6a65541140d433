//! Evaluating a parsed expression. Total: what cannot be computed is null.

use std::cmp::Ordering;

use jiff::civil;
use serde_json::{Number, Value};

use super::{
    Answers,
    date::{self, WrittenDate},
    equality::{equal, is_blank, is_true},
    node::{Comparison, Node, Quantifier},
};

/// Up to here a double holds every whole number, and beyond it no fraction.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) fn holds(node: &Node, answers: &Answers, today: civil::Date) -> bool {
    match node {
        Node::And(rules) => rules.iter().all(|rule| holds(rule, answers, today)),
        Node::Or(rules) => rules.iter().any(|rule| holds(rule, answers, today)),
        Node::Not(rule) => !holds(rule, answers, today),
        Node::Exists(name) => !is_blank(&answer(answers, name)),
        Node::Compare {
            comparison,
            left,
            right,
        } => compare(
            *comparison,
            &evaluate(left, answers, today),
            &evaluate(right, answers, today),
        ),
        Node::In { left, literals } => {
            let left = evaluate(left, answers, today);
            literals
                .iter()
                .any(|literal| compare(Comparison::Eq, &left, literal))
        }
        Node::Rows {
            quantifier: Quantifier::Any,
            subform,
            rule,
        } => rows(answers, subform).any(|row| holds(rule, row, today)),
        Node::Rows {
            quantifier: Quantifier::All,
            subform,
            rule,
        } => rows(answers, subform).all(|row| holds(rule, row, today)),
        Node::If {
            rule,
            then,
            otherwise,
        } => {
            let branch = if holds(rule, answers, today) {
                then
            } else {
                otherwise
            };
            holds(branch, answers, today)
        }
        Node::Value(_)
        | Node::Field(_)
        | Node::Rows {
            quantifier: Quantifier::Count,
            ..
        }
        | Node::Sum { .. }
        | Node::Avg { .. }
        | Node::Concat { .. }
        | Node::CountElements(_)
        | Node::Today
        | Node::AddDays(..)
        | Node::DiffDays(..)
        | Node::EndOfQuarter(_) => is_true(&evaluate(node, answers, today)),
    }
}

pub(super) fn evaluate(node: &Node, answers: &Answers, today: civil::Date) -> Value {
    let value = |node: &Node| evaluate(node, answers, today);
    match node {
        Node::Value(literal) => literal.clone(),
        Node::Field(name) => answer(answers, name),
        Node::If {
            rule,
            then,
            otherwise,
        } => {
            if holds(rule, answers, today) {
                value(then)
            } else {
                value(otherwise)
            }
        }
        Node::Sum {
            operands,
            decimal_places,
        } => {
            let sum = numbers(operands, answers, today).sum();
            number(decimal_places.map_or(sum, |places| round(sum, places)))
        }
        Node::Avg {
            operands,
            decimal_places,
        } => average(numbers(operands, answers, today), *decimal_places),
        Node::Concat {
            operands,
            separator,
        } => concat(operands.iter().map(value), separator),
        Node::CountElements(name) => count(elements(&answer(answers, name))),
        Node::Rows {
            quantifier: Quantifier::Count,
            subform,
            rule,
        } => count(
            rows(answers, subform)
                .filter(|row| holds(rule, row, today))
                .count(),
        ),
        Node::Today => Value::String(today.to_string()),
        Node::AddDays(day, days) => add_days(&value(day), &value(days)).unwrap_or_default(),
        Node::DiffDays(a, b) => diff_days(&value(a), &value(b)).unwrap_or_default(),
        Node::EndOfQuarter(day) => written(&value(day)).map_or(Value::Null, |day| {
            Value::String(date::end_of_quarter(day.day()).to_string())
        }),
        Node::And(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Exists(_)
        | Node::Compare { .. }
        | Node::In { .. }
        | Node::Rows {
            quantifier: Quantifier::Any | Quantifier::All,
            ..
        } => Value::Bool(holds(node, answers, today)),
    }
}

fn answer(answers: &Answers, name: &str) -> Value {
    answers
        .get(name)
        .filter(|answer| !is_blank(answer))
        .cloned()
        .unwrap_or_default()
}

fn rows<'a>(answers: &'a Answers, subform: &str) -> impl Iterator<Item = &'a Answers> {
    answers
        .get(subform)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn compare(comparison: Comparison, left: &Value, right: &Value) -> bool {
    // A blank answer is null by now.
    if left.is_null() || right.is_null() {
        return false;
    }
    let ordered = |accepts: fn(Ordering) -> bool| order(left, right).is_some_and(accepts);
    match comparison {
        Comparison::Eq => equal(left, right),
        Comparison::Ne => !equal(left, right),
        Comparison::Gt => ordered(Ordering::is_gt),
        Comparison::Ge => ordered(Ordering::is_ge),
        Comparison::Lt => ordered(Ordering::is_lt),
        Comparison::Le => ordered(Ordering::is_le),
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) {
        return a.partial_cmp(&b);
    }
    Some(written(left)?.order(written(right)?))
}

fn written(value: &Value) -> Option<WrittenDate> {
    value.as_str().and_then(WrittenDate::parse)
}

fn add_days(date: &Value, days: &Value) -> Option<Value> {
    let text = date.as_str()?;
    let day = WrittenDate::parse(text)?.day();
    let days = days.as_f64().filter(|days| days.fract() == 0.0)?;
    let moved = date::add_days(day, whole(days)?)?;
    // What follows the day, the time and its offset, stays as it was written.
    Some(Value::String(format!("{moved}{}", text.get(10..)?)))
}

fn diff_days(to: &Value, from: &Value) -> Option<Value> {
    let (to, from) = (written(to)?.day(), written(from)?.day());
    Some(date::days_between(from, to).into())
}

fn numbers<'a>(
    operands: &'a [Node],
    answers: &'a Answers,
    today: civil::Date,
) -> impl Iterator<Item = f64> + 'a {
    operands
        .iter()
        .filter_map(move |operand| evaluate(operand, answers, today).as_f64())
}

fn average(numbers: impl Iterator<Item = f64>, decimal_places: Option<i32>) -> Value {
    let (mut sum, mut count) = (0.0, 0.0);
    for number in numbers {
        sum += number;
        count += 1.0;
    }
    if count == 0.0 {
        return Value::Null;
    }
    let mean: f64 = sum / count;
    number(decimal_places.map_or(mean.floor(), |places| round(mean, places)))
}

/// Rounds the decimals that are written, so that 1.005 is 1.01 whatever the double behind it is.
fn round(value: f64, places: i32) -> f64 {
    // Beyond this there are no decimals that could be rounded.
    if value.abs() >= EXACT {
        return value;
    }
    let shifted = |value: f64, places: i32| format!("{value}e{places}").parse::<f64>();
    shifted(value, places)
        .and_then(|shifted_value| shifted(shifted_value.round(), -places))
        .unwrap_or(value)
}

fn concat(operands: impl Iterator<Item = Value>, separator: &str) -> Value {
    let parts: Vec<String> = operands
        .filter_map(|operand| match operand {
            Value::String(text) => Some(text),
            Value::Number(written) => written
                .as_f64()
                .map(|value| whole(value).map_or_else(|| value.to_string(), |n| n.to_string())),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
        .collect();
    if parts.is_empty() {
        Value::Null
    } else {
        Value::String(parts.join(separator))
    }
}

fn elements(answer: &Value) -> usize {
    match answer.as_array() {
        Some(elements) => elements.len(),
        None => usize::from(!answer.is_null()),
    }
}

fn count(elements: usize) -> Value {
    Value::from(elements)
}

fn number(value: f64) -> Value {
    match whole(value) {
        Some(whole) => whole.into(),
        None => Number::from_f64(value).map_or(Value::Null, Value::Number),
    }
}

/// The number as an integer, when it is one that a double holds exactly.
#[expect(clippy::cast_possible_truncation, reason = "the bound is checked")]
fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}
