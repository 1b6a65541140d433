//! Checking answers: what the browser checks while a person types, checked again where it counts.
//!
//! | module | holds |
//! |---|---|
//! | `definition` | the sections of one record type, with their rules parsed |
//! | `value` | one answer by itself: type, option, date, bounds |
//! | `judge` | which questions a write is judged by |
//! | `incomplete` | which required answers a record still lacks |
//! | `calculate`, `totals` | what calculated fields and totals hold |
//! | `violation` | what is wrong, and where |
//!
//! Creating a record asks only for the fields of the quick register. A change is judged by what it
//! touches and by what depends on that in the sections that it touches; everything else that is
//! missing makes a section incomplete.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil};

use crate::{Answers, FormSection, Lookup};

mod calculate;
mod definition;
mod incomplete;
mod judge;
#[cfg(test)]
mod tests;
mod totals;
mod value;
mod violation;

use definition::Definitions;
pub use definition::RuleError;
pub use violation::{Rule, Step, Violation};

/// What a check needs to know besides the answers.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// Today in the tenant's time zone.
    pub today: civil::Date,
    /// This moment.
    pub now: Timestamp,
    /// The sections that the person may write; none means all. Nobody is asked for an answer that
    /// they cannot give.
    pub writable: Option<&'a BTreeSet<String>>,
    /// Whether a location of this code exists; none means that locations are not checked.
    pub is_location: Option<&'a dyn Fn(&str) -> bool>,
}

/// A section that still lacks answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncompleteSection {
    /// Its id.
    pub form: String,
    /// Where the answers are missing.
    pub missing: Vec<Violation>,
}

/// The rules of the sections of one record type in one module.
#[derive(Debug, Clone, Default)]
pub struct AnswerRules(Definitions);

impl AnswerRules {
    /// Reads the rules of these sections, nested ones included.
    pub fn new<'a>(
        forms: impl IntoIterator<Item = &'a FormSection>,
        lookups: &[Lookup],
    ) -> Result<Self, RuleError> {
        Definitions::read(forms, lookups).map(Self)
    }

    /// What is wrong with the answers of a new record.
    pub fn check_new(&self, answers: &Answers, at: Circumstances<'_>) -> Vec<Violation> {
        judge::judge(&self.0, None, answers, at)
    }

    /// What is wrong with a change from one set of answers to another.
    pub fn check_change(
        &self,
        before: &Answers,
        after: &Answers,
        at: Circumstances<'_>,
    ) -> Vec<Violation> {
        judge::judge(&self.0, Some(before), after, at)
    }

    /// The sections that lack required answers. A record with any cannot be closed.
    pub fn incomplete(&self, answers: &Answers, today: civil::Date) -> Vec<IncompleteSection> {
        incomplete::incomplete(&self.0, answers, today)
    }

    /// The calculated answers and totals that differ from what stands in `answers`, by field name. A subform
    /// with calculated fields comes back whole.
    pub fn calculate(&self, answers: &Answers, today: civil::Date) -> Answers {
        calculate::calculate(&self.0, answers, today)
    }
}
