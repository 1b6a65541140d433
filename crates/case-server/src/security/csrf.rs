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
const BYTES: usize = 32;

/// The value of the cookie for a session, URL-encoded as the clients expect. It is another one each
/// time, and all are good: answers are compressed, and what is always the same in them could be
/// guessed by their length.
pub(crate) fn cookie_value(session: &SessionToken) -> String {
    let mask: [u8; BYTES] = rand::random();
    let token = mac(session).finalize().into_bytes();
    let masked = mask.iter().zip(&token).map(|(mask, byte)| mask ^ byte);
    let value: Vec<u8> = mask.iter().copied().chain(masked).collect();
    utf8_percent_encode(&STANDARD.encode(value), NON_ALPHANUMERIC).to_string()
}

/// Whether the header's value belongs to the session. Clients send it URL-decoded; the encoded
/// form is taken too.
pub(crate) fn matches(session: &SessionToken, header: &str) -> bool {
    let decoded = percent_decode_str(header).decode_utf8_lossy();
    let sent = STANDARD.decode(decoded.as_bytes()).unwrap_or_default();
    let Some((mask, masked)) = sent.split_at_checked(BYTES) else {
        return false;
    };
    let token: Vec<u8> = mask.iter().zip(masked).map(|(a, b)| a ^ b).collect();
    masked.len() == BYTES && mac(session).verify_slice(&token).is_ok()
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
    fn every_answer_has_another_token_and_all_are_good() {
        let session = SessionToken::generate();
        let (first, second) = (cookie_value(&session), cookie_value(&session));
        assert_ne!(first, second);
        assert!(matches(&session, &first) && matches(&session, &second));
        assert!(!matches(&session, &first[..first.len() - 8]));
    }

    #[test]
    fn the_token_does_not_give_the_session_away() {
        let session = SessionToken::generate();
        assert!(!cookie_value(&session).contains(&session.encode()));
    }
}
