//! What is wrong with a bundle, and where exactly.

use std::fmt;

use crate::Rule;

/// One mistake in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct Problem {
    /// The file, by its path in the bundle. Empty when the bundle as a whole is meant.
    pub file: String,
    /// The place in the file, for example `fields[age].type`. Empty when the whole file is meant.
    pub place: String,
    /// What is wrong, and where possible what would be right.
    pub reason: String,
    /// The rule that is broken.
    pub rule: Rule,
}

impl Problem {
    /// A mistake at one place of a file, against the format unless [`against`](Self::against) says
    /// otherwise.
    pub fn new(
        file: impl Into<String>,
        place: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            place: place.into(),
            reason: reason.into(),
            rule: Rule::Format,
        }
    }

    /// The same mistake as one against another rule than that of the format.
    #[must_use]
    pub fn against(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.is_empty(), self.place.is_empty()) {
            (true, _) => f.write_str(&self.reason),
            (false, true) => write!(f, "{}: {}", self.file, self.reason),
            (false, false) => write!(f, "{}: {}: {}", self.file, self.place, self.reason),
        }
    }
}
