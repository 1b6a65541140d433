//! Something in a manifest that cannot work.

use std::fmt;

/// Something in a manifest that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A word of [`primero_crd::condition::reasons`].
    pub reason: &'static str,
    /// Path of the field.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.field, self.problem, self.remedy)
    }
}

/// Everything that was found wrong.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    /// Takes note of a problem.
    pub(super) fn add(
        &mut self,
        reason: &'static str,
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Problem {
            reason,
            field: field.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }
}
