//! The opaque token in the session cookie.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// The name of the session cookie, given by the wire contract.
pub(crate) const COOKIE: &str = "_app_session";

const BYTES: usize = 32;

/// 256 random bits. The database holds only their digest, so a stolen dump signs nobody in.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SessionToken([u8; BYTES]);

impl SessionToken {
    /// A fresh token.
    pub(crate) fn generate() -> Self {
        Self(rand::random())
    }

    /// Reads a cookie's value; anything that is no token of ours is `None`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The cookie's value.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The digest that the database knows the session by.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    pub(super) const fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_from_its_cookie() {
        let token = SessionToken::generate();
        assert_eq!(SessionToken::parse(&token.encode()), Some(token));
    }

    #[test]
    fn other_cookies_are_no_tokens() {
        for text in ["", "null", "AAAA", &"A".repeat(44), "a b"] {
            assert_eq!(SessionToken::parse(text), None, "{text}");
        }
    }
}
