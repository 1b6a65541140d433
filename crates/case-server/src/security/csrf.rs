//! CSRF tokens, derived from the session's own token.
//!
//! A page of another origin can make a browser send the session cookie, but can read neither it
//! nor the cookie `CSRF-TOKEN`, whose value our clients repeat in a header. Deriving the value
//! instead of storing it means that an anonymous visitor costs no row in the database.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::Sha256;

use super::session_token::SessionToken;

/// The name of the cookie that scripts read.
pub(crate) const COOKIE: &str = "CSRF-TOKEN";
/// The header that repeats it.
pub(crate) const HEADER: &str = "x-csrf-token";

const DOMAIN: &[u8] = b"primero-csrf-v1";

/// The value of the cookie for a session, URL-encoded as the clients expect.
pub(crate) fn cookie_value(session: &SessionToken) -> String {
    let token = STANDARD.encode(mac(session).finalize().into_bytes());
    utf8_percent_encode(&token, NON_ALPHANUMERIC).to_string()
}

/// Whether the header's value belongs to the session. Clients send it URL-decoded; the encoded
/// form is taken too.
pub(crate) fn matches(session: &SessionToken, header: &str) -> bool {
    let decoded = percent_decode_str(header).decode_utf8_lossy();
    STANDARD
        .decode(decoded.as_bytes())
        .is_ok_and(|sent| mac(session).verify_slice(&sent).is_ok())
}

fn mac(session: &SessionToken) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(session.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(DOMAIN);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_session_only() {
        let session = SessionToken::generate();
        let cookie = cookie_value(&session);
        let decoded = percent_decode_str(&cookie)
            .decode_utf8()
            .unwrap()
            .into_owned();
        assert!(matches(&session, &decoded));
        assert!(matches(&session, &cookie));
        assert!(!matches(&SessionToken::generate(), &decoded));
        assert!(!matches(&session, "null"));
        assert!(!matches(&session, ""));
    }

    #[test]
    fn the_token_does_not_give_the_session_away() {
        let session = SessionToken::generate();
        assert!(!cookie_value(&session).contains(&session.encode()));
    }
}
