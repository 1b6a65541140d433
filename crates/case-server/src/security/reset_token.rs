//! The secret in a link by which a user chooses a new password.

use super::token::Token;

/// Marks tokens of such links.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PasswordReset;

/// The token of a link, single use.
pub(crate) type ResetToken = Token<PasswordReset>;
