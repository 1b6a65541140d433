//! SCRAM-SHA-256 verifiers (RFC 5802, RFC 7677), so that no password stands in a statement, which a
//! server may log.

use std::fmt;
use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SecureRandom as _;
use ring::{digest, hmac, pbkdf2};

/// What `PostgreSQL` does by default. Our passwords are random, so that more would gain nothing.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4096).expect("not zero");

/// A verifier in the form that `PostgreSQL` stores; only base64 and `$:-`, so safe in a literal.
pub(crate) struct Verifier {
    salt: [u8; 16],
    stored_key: digest::Digest,
    server_key: hmac::Tag,
}

impl Verifier {
    /// A verifier of `password` with a fresh salt.
    pub(crate) fn of(password: &str) -> Self {
        let mut salt = [0; 16];
        ring::rand::SystemRandom::new()
            .fill(&mut salt)
            .expect("the system has a source of randomness");
        Self::with_salt(password, salt)
    }

    fn with_salt(password: &str, salt: [u8; 16]) -> Self {
        let mut salted = [0; digest::SHA256_OUTPUT_LEN];
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            ITERATIONS,
            &salt,
            password.as_bytes(),
            &mut salted,
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
        let client_key = hmac::sign(&key, b"Client Key");
        Self {
            salt,
            stored_key: digest::digest(&digest::SHA256, client_key.as_ref()),
            server_key: hmac::sign(&key, b"Server Key"),
        }
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SCRAM-SHA-256${ITERATIONS}:{}${}:{}",
            STANDARD.encode(self.salt),
            STANDARD.encode(self.stored_key.as_ref()),
            STANDARD.encode(self.server_key.as_ref()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_is_the_one_of_the_rfc() {
        // RFC 7677, section 3: user "user", password "pencil".
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let verifier = Verifier::with_salt("pencil", salt.try_into().unwrap());
        assert_eq!(
            verifier.to_string(),
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$\
             WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:\
             wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
        );
    }

    #[test]
    fn two_verifiers_of_one_password_differ() {
        assert_ne!(Verifier::of("p").to_string(), Verifier::of("p").to_string());
    }
}
