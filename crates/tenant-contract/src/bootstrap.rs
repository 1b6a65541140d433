//! Single-use sign-in links for a new tenant.
//!
//! Whoever may read the Secret `bootstrap` of a tenant's namespace can mint a link; nothing else
//! can. Minting needs no call to the tenant: the link is a signed statement, and the core service
//! remembers the nonces that it has accepted.
//!
//! Format: `<payload>.<signature>`, both base64url without padding. The payload is the JSON of
//! [`Claims`]; the signature is HMAC-SHA256 over `primero-bootstrap-v1\n` and the encoded payload.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;

/// How long a link may live, at most and by default.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How far the clocks of the minting and the verifying machine may differ.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(1);

/// Bytes of the signing key.
pub const KEY_BYTES: usize = 32;

/// Path and fragment that carry a token to the web app. A fragment is never sent to a server, so
/// no access log holds it.
pub const LINK_PATH: &str = "/app/sign-in#token=";

const DOMAIN: &[u8] = b"primero-bootstrap-v1\n";

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The UID of the instance that the token is for.
    pub instance: String,
    /// The user who signs in with it.
    pub user_name: String,
    /// When it was minted.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// Random, at least 16 bytes in hexadecimal: a token is accepted once.
    pub nonce: String,
}

/// Why a token is refused. Callers tell a person one thing only: ask for a new link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not two base64url parts around a dot, or no [`Claims`] inside.
    #[error("the token is malformed")]
    Malformed,
    /// Signed with another key, or changed on the way.
    #[error("the token's signature does not match")]
    Signature,
    /// Meant for another instance.
    #[error("the token is for another instance")]
    OtherInstance,
    /// Past its end, from the future, or living longer than [`LIFETIME`].
    #[error("the token has expired")]
    Expired,
}

/// Makes a token for `user_name` of the instance with UID `instance`.
///
/// `nonce` must come from a cryptographic random source.
pub fn mint(
    key: &[u8; KEY_BYTES],
    instance: &str,
    user_name: &str,
    nonce: [u8; 16],
    now: Timestamp,
) -> String {
    let claims = Claims {
        instance: instance.to_owned(),
        user_name: user_name.to_owned(),
        issued: now,
        expires: now + LIFETIME,
        nonce: format!("{:032x}", u128::from_be_bytes(nonce)),
    };
    let json = serde_json::to_vec(&claims).expect("a struct of strings and times serialises");
    let payload = URL_SAFE_NO_PAD.encode(json);
    let signature = URL_SAFE_NO_PAD.encode(mac(key, &payload).finalize().into_bytes());
    format!("{payload}.{signature}")
}

/// Checks a token and returns what it says. The caller must still refuse a nonce that it has
/// seen.
///
/// # Errors
/// See [`Refused`].
pub fn verify(
    key: &[u8; KEY_BYTES],
    instance: &str,
    token: &str,
    now: Timestamp,
) -> Result<Claims, Refused> {
    let (payload, signature) = token.split_once('.').ok_or(Refused::Malformed)?;
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| Refused::Malformed)?;
    mac(key, payload)
        .verify_slice(&signature)
        .map_err(|_| Refused::Signature)?;
    let json = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| Refused::Malformed)?;
    let claims: Claims = serde_json::from_slice(&json).map_err(|_| Refused::Malformed)?;
    if claims.instance != instance {
        return Err(Refused::OtherInstance);
    }
    let lifetime = claims.issued.duration_until(claims.expires);
    if now >= claims.expires || claims.issued > now + CLOCK_SKEW || lifetime > LIFETIME {
        return Err(Refused::Expired);
    }
    Ok(claims)
}

/// The whole link for a tenant at `url` (no trailing slash).
pub fn link(url: &str, token: &str) -> String {
    format!("{url}{LINK_PATH}{token}")
}

fn mac(key: &[u8; KEY_BYTES], payload: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(DOMAIN);
    mac.update(payload.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{LIFETIME, Refused, link, mint, verify};

    const KEY: [u8; 32] = [7; 32];
    const NONCE: [u8; 16] = [0xab; 16];

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_minted_token_verifies_until_it_expires() {
        let token = mint(&KEY, "uid-1", "admin", NONCE, now());
        let claims = verify(&KEY, "uid-1", &token, now()).unwrap();
        assert_eq!(claims.user_name, "admin");
        assert_eq!(claims.nonce, "ab".repeat(16));
        let last = now() + LIFETIME - SignedDuration::from_secs(1);
        assert!(verify(&KEY, "uid-1", &token, last).is_ok());
        assert_eq!(
            verify(&KEY, "uid-1", &token, now() + LIFETIME),
            Err(Refused::Expired)
        );
    }

    #[test]
    fn a_token_of_another_key_or_instance_is_refused() {
        let token = mint(&KEY, "uid-1", "admin", NONCE, now());
        assert_eq!(
            verify(&[8; 32], "uid-1", &token, now()),
            Err(Refused::Signature)
        );
        assert_eq!(
            verify(&KEY, "uid-2", &token, now()),
            Err(Refused::OtherInstance)
        );
    }

    #[test]
    fn no_changed_character_verifies() {
        let token = mint(&KEY, "uid-1", "admin", NONCE, now());
        for (index, original) in token.char_indices() {
            let other = if original == 'A' { 'B' } else { 'A' };
            let mut changed = token.clone();
            changed.replace_range(index..=index, &other.to_string());
            // The last base64 character may carry unused bits; the decoder refuses those too.
            assert!(
                verify(&KEY, "uid-1", &changed, now()).is_err(),
                "at {index}"
            );
        }
    }

    #[test]
    fn a_token_from_the_future_is_refused() {
        let token = mint(
            &KEY,
            "uid-1",
            "admin",
            NONCE,
            now() + SignedDuration::from_mins(5),
        );
        assert_eq!(verify(&KEY, "uid-1", &token, now()), Err(Refused::Expired));
    }

    #[test]
    fn the_link_keeps_the_token_in_the_fragment() {
        assert_eq!(
            link("http://kenya.localhost", "t"),
            "http://kenya.localhost/app/sign-in#token=t"
        );
    }
}
