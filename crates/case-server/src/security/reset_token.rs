//! The secret in a link by which a user chooses a new password.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

const BYTES: usize = 32;

/// 256 random bits. The database holds only their digest.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ResetToken([u8; BYTES]);

impl ResetToken {
    /// A fresh token.
    pub(crate) fn generate() -> Self {
        Self(rand::random())
    }

    /// Reads a token out of a link; anything else is `None`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The token as links carry it.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database knows it by.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl std::fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_from_its_link() {
        let token = ResetToken::generate();
        assert_eq!(ResetToken::parse(&token.encode()), Some(token));
        assert_eq!(ResetToken::parse("nonsense"), None);
    }
}
