//! Sign-in: passwords, sessions, CSRF tokens, throttles. No SQL and no HTTP types of axum here.

pub(crate) mod basic_cache;
pub(crate) mod csrf;
pub(crate) mod password;
pub(crate) mod reset_token;
pub(crate) mod session_token;
pub(crate) mod throttle;
mod token;
