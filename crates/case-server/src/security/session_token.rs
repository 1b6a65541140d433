//! The opaque token in the session cookie.

use super::token::Token;

/// The name of the session cookie, given by the wire contract.
pub(crate) const COOKIE: &str = "_app_session";

/// Marks tokens of sessions.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Session;

/// The token of a session.
pub(crate) type SessionToken = Token<Session>;
