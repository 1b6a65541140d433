//! The rule language: JSON trees over answers. `docs/expressions.md` is its specification.
//!
//! [`Expression::parse`] refuses what is not a rule and says where; what it accepts can always be
//! evaluated, always ends and never fails.

use jiff::civil;
use serde_json::{Map, Value};

pub mod date;
mod equality;
mod evaluate;
mod node;
mod parse;
#[cfg(test)]
mod tests;

pub use equality::is_blank;
use node::Node;

/// Answers by field name: those of a record or of one row.
pub type Answers = Map<String, Value>;

/// A rule or a computed value that can be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression(Node);

/// Why a JSON tree is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ExpressionError {
    /// JSON pointer of the place.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
}

impl Expression {
    /// Reads an expression that may give any value.
    pub fn parse(tree: &Value) -> Result<Self, ExpressionError> {
        parse::operand(tree).map(Self)
    }

    /// Reads an expression that gives true or false.
    pub fn parse_rule(tree: &Value) -> Result<Self, ExpressionError> {
        parse::rule(tree).map(Self)
    }

    /// The value over these answers, `today` being the day in the tenant's time zone.
    pub fn evaluate(&self, answers: &Answers, today: civil::Date) -> Value {
        evaluate::evaluate(&self.0, answers, today)
    }

    /// Whether the expression gives true.
    pub fn holds(&self, answers: &Answers, today: civil::Date) -> bool {
        evaluate::holds(&self.0, answers, today)
    }

    /// Calls `visit` with every field that the expression reads: the subforms on the way to it,
    /// outermost first, and its name.
    pub fn visit_fields<'a>(&'a self, visit: &mut impl FnMut(&[&'a str], &'a str)) {
        self.0.visit_fields(&mut Vec::new(), visit);
    }

    /// Whether the expression reads an answer of this name in its own scope.
    pub fn reads(&self, name: &str) -> bool {
        let mut found = false;
        self.visit_fields(&mut |rows, field| found |= rows.is_empty() && field == name);
        found
    }
}
