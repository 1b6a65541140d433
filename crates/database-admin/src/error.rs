//! What can go wrong, and who can do something about it.

use sqlx::error::DatabaseError;

/// An operation on a database server failed.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing}")]
pub struct AdminError {
    /// What was being done.
    pub doing: &'static str,
    /// Why it failed, as the server or the driver says. Never contains a password.
    #[source]
    pub source: sqlx::Error,
}

/// Who can do something about an [`AdminError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The server does not answer.
    Unreachable,
    /// It refused the user name or the password.
    Credentials,
    /// It has no connection left.
    NoRoom,
    /// It refused a statement.
    Statement,
}

impl AdminError {
    pub(crate) fn doing(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self { doing, source }
    }

    /// Who can do something about it.
    pub fn cause(&self) -> Cause {
        match self
            .source
            .as_database_error()
            .and_then(DatabaseError::code)
            .as_deref()
        {
            Some("28P01" | "28000") => Cause::Credentials,
            Some("53300" | "53400") => Cause::NoRoom,
            Some("57P01" | "57P02" | "57P03") | None => Cause::Unreachable,
            Some(_) => Cause::Statement,
        }
    }
}
