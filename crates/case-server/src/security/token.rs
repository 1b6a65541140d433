//! A random secret that somebody carries, and that the database knows only by its digest.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

const BYTES: usize = 32;

/// 256 random bits for the purpose `P`, so that no token is taken for one of another purpose. The
/// database holds only their digest: a stolen dump signs nobody in.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token<P> {
    secret: [u8; BYTES],
    purpose: PhantomData<P>,
}

impl<P> Token<P> {
    /// A fresh token.
    pub(crate) fn generate() -> Self {
        Self::of(rand::random())
    }

    /// Reads the text that carries a token; anything else is `None`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self::of)
    }

    /// The text that carries it, safe in cookies and links.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.secret)
    }

    /// The digest that the database knows it by.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    pub(super) const fn as_bytes(&self) -> &[u8; BYTES] {
        &self.secret
    }

    const fn of(secret: [u8; BYTES]) -> Self {
        Self {
            secret,
            purpose: PhantomData,
        }
    }
}

impl<P> fmt::Debug for Token<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Any = Token<()>;

    #[test]
    fn a_token_reads_back_from_its_text_and_shows_itself_to_no_log() {
        let token = Any::generate();
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert_eq!(Any::parse(&token.encode()), Some(token));
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in ["", "null", "AAAA", &"A".repeat(44), "a b"] {
            assert_eq!(Any::parse(text), None, "{text}");
        }
    }
}
