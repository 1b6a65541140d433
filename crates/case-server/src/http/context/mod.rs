//! Who calls: the only way from a request to the database.
//!
//! The fields of [`ServerState`] are private to this module, so a handler gets at a transaction
//! through an extractor only: [`Authorized`] with the right it needs in its type, or [`Anyone`] for
//! the few public endpoints. The order of checks is the contract's: sign-in (401), configuration
//! lock (503), CSRF token (403), right (403).

mod anyone;
mod authorized;
mod sign_in;
mod state;

pub(crate) use anyone::Anyone;
pub(crate) use authorized::{Authorized, CallContext, SignedIn};
pub(crate) use sign_in::{Credentials, SESSION_LIFETIME, new_session};
pub use state::{ServerOptions, ServerState};
