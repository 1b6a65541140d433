//! What is wrong with an answer, and where it stands.

use std::fmt;

/// The rule that an answer breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An answer is needed.
    Required,
    /// The question is not asked, given the other answers.
    Condition,
    /// The answer is not of the field's type.
    Type,
    /// The answer is not among the options that are offered.
    Option,
    /// The answer is no date.
    Date,
    /// The date lies in the future.
    NotFutureDate,
    /// The date lies before the earliest that the other answers allow.
    NotBefore,
    /// The date lies after the latest that the other answers allow.
    NotAfter,
    /// The number is too small.
    Minimum,
    /// The number is too great.
    Maximum,
}

impl Rule {
    /// The stable id of the rule.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Condition => "condition",
            Self::Type => "type",
            Self::Option => "option",
            Self::Date => "date",
            Self::NotFutureDate => "not_future_date",
            Self::NotBefore => "not_before",
            Self::NotAfter => "not_after",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
        }
    }
}

/// One step from the record to an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A field.
    Field(String),
    /// A row, by its id, or by its position when it has none yet.
    Row {
        /// Its position.
        index: usize,
        /// Its `unique_id`.
        unique_id: Option<String>,
    },
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The way from the record to the answer.
    pub path: Vec<Step>,
    /// The rule.
    pub rule: Rule,
}

impl Violation {
    /// JSON pointer in which a row stands by its id: `/services_section/<row id>/service_type`.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Field(name) => pointer.push_str(name),
                Step::Row {
                    unique_id: Some(id),
                    ..
                } => pointer.push_str(&id.replace('~', "~0").replace('/', "~1")),
                Step::Row { index, .. } => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// The message key that clients translate: `errors.rules.<rule>`.
    pub fn message(&self) -> String {
        format!("errors.rules.{}", self.rule.as_str())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer(), self.rule.as_str())
    }
}
