//! The two cookies of the wire contract.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::security::csrf;
use crate::security::session_token::{self, SessionToken};

/// Reads and writes the cookies; knows whether the tenant is reached over TLS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    /// Browsers send the cookies over TLS only.
    pub(crate) secure: bool,
}

/// The session token that a request carries.
pub(crate) fn session(headers: &HeaderMap) -> Option<SessionToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == session_token::COOKIE)
        .find_map(|(_, value)| SessionToken::parse(value))
}

impl Cookies {
    /// Gives a session's token to the browser, for as long as the session may rest.
    pub(crate) fn set_session(self, headers: &mut HeaderMap, token: &SessionToken, seconds: i64) {
        let value = format!(
            "{}={}; path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{}",
            session_token::COOKIE,
            token.encode(),
            self.secure(),
        );
        append(headers, &value);
    }

    /// Takes the session's token away.
    pub(crate) fn clear_session(self, headers: &mut HeaderMap) {
        let value = format!(
            "{}=; path=/; Max-Age=0; HttpOnly; SameSite=Lax{}",
            session_token::COOKIE,
            self.secure(),
        );
        append(headers, &value);
    }

    /// Gives scripts the CSRF token of a session.
    pub(crate) fn set_csrf(self, headers: &mut HeaderMap, session: &SessionToken) {
        let value = format!(
            "{}={}; path=/; SameSite=Strict{}",
            csrf::COOKIE,
            csrf::cookie_value(session),
            self.secure(),
        );
        append(headers, &value);
    }

    const fn secure(self) -> &'static str {
        if self.secure { "; Secure" } else { "" }
    }
}

fn append(headers: &mut HeaderMap, value: &str) {
    let value = HeaderValue::try_from(value).expect("cookies are made of visible ASCII");
    headers.append(header::SET_COOKIE, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let token = SessionToken::generate();
        let mut headers = HeaderMap::new();
        let line = format!("a=b; _app_session={}; CSRF-TOKEN=x", token.encode());
        headers.insert(header::COOKIE, HeaderValue::try_from(line).unwrap());
        assert_eq!(session(&headers), Some(token));
    }

    #[test]
    fn the_session_cookie_is_out_of_reach_of_scripts() {
        let mut headers = HeaderMap::new();
        Cookies { secure: true }.set_session(&mut headers, &SessionToken::generate(), 3600);
        let text = headers[header::SET_COOKIE].to_str().unwrap();
        assert!(text.starts_with("_app_session="), "{text}");
        assert!(
            text.ends_with("; path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"),
            "{text}"
        );
    }
}
