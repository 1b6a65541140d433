//! What can go wrong in storage.

use std::error::Error;

/// An error of storage. The cause is the source, not part of the text.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Somebody else changed the row since it was read: a conflict, nothing is written.
    #[error("the row was changed by somebody else")]
    Stale,
    /// A row with the same key is there already.
    #[error("a row with the same key exists ({constraint})")]
    Exists {
        /// The violated constraint.
        constraint: String,
    },
    /// A text holds what PostgreSQL cannot store: U+0000. The sender's mistake, not ours.
    #[error("the text holds a character that cannot be stored")]
    Unstorable {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        #[source]
        source: sqlx::Error,
    },
    /// The database cannot be reached or does not answer in time. Trying again may help.
    #[error("failed to reach the database: {doing}")]
    Unavailable {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: sqlx::Error,
    },
    /// A row that no release of ours would have written.
    #[error("inconsistent row {id} in {table}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// Its key.
        id: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The settings do not describe a database.
    #[error("the database settings are invalid: {problem}")]
    Settings {
        /// What is wrong.
        problem: String,
    },
    /// More is waiting to be written than is held in memory. Trying again may help.
    #[error("the access log is not keeping up")]
    Overloaded,
    /// A statement failed: a bug, or a database that is not ours.
    #[error("failed to run a statement: {doing}")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: sqlx::Error,
    },
}

impl DbError {
    /// Names what was being done when a statement failed.
    pub(crate) fn query(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::classify(doing, source)
    }

    pub(crate) fn inconsistent(
        table: &'static str,
        id: impl std::fmt::Display,
        problem: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Inconsistent {
            table,
            id: id.to_string(),
            source: problem.into(),
        }
    }

    /// Whether the same call may succeed a little later.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Overloaded => true,
            Self::Stale
            | Self::Exists { .. }
            | Self::Unstorable { .. }
            | Self::Inconsistent { .. }
            | Self::Settings { .. }
            | Self::Query { .. } => false,
        }
    }

    fn classify(doing: &'static str, source: sqlx::Error) -> Self {
        if let Some(database) = source.as_database_error() {
            let code = database.code().unwrap_or_default();
            if code == UNIQUE_VIOLATION {
                let constraint = database.constraint().unwrap_or_default().to_owned();
                return Self::Exists { constraint };
            }
            if UNSTORABLE.contains(&&*code) {
                return Self::Unstorable { doing, source };
            }
            return if is_passing(&code) {
                Self::Unavailable { doing, source }
            } else {
                Self::Query { doing, source }
            };
        }
        if is_connection_trouble(&source) {
            Self::Unavailable { doing, source }
        } else {
            Self::Query { doing, source }
        }
    }
}

const UNIQUE_VIOLATION: &str = "23505";
/// A character that is not in the encoding, or `\\u0000` in JSON.
const UNSTORABLE: [&str; 2] = ["22021", "22P05"];

/// SQLSTATE classes that pass: connection lost, transaction to be repeated, out of resources,
/// stopped by an operator or a time limit.
const PASSING: [&str; 4] = ["08", "40", "53", "57"];
/// A lock that somebody holds; and a role, a password or a database that is just being made or
/// changed: the file with the password and the server learn of it one after the other.
const PASSING_CODES: [&str; 4] = ["55P03", "28000", "28P01", "3D000"];

fn is_passing(code: &str) -> bool {
    PASSING.iter().any(|class| code.starts_with(class)) || PASSING_CODES.contains(&code)
}

/// What is not about the connection is a bug.
const fn is_connection_trouble(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_is_being_changed_passes_and_a_wrong_statement_does_not() {
        for passing in ["08006", "40001", "53300", "57P03", "28P01", "3D000"] {
            assert!(is_passing(passing), "{passing}");
        }
        for lasting in ["42601", "42501", "22P02", "23503"] {
            assert!(!is_passing(lasting), "{lasting}");
        }
    }
}
