//! Verified HTTP Basic credentials, remembered for a minute.
//!
//! Integrations send their password with every request; hashing it each time would cost 19 MiB and
//! 20 ms a call. What is remembered is a keyed hash, with a key that lives as long as the process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

const LIFETIME: SignedDuration = SignedDuration::from_secs(60);
const MOST: usize = 256;

/// Remembers which credentials were right a moment ago.
pub(crate) struct BasicCache {
    key: [u8; 32],
    verified: Mutex<HashMap<[u8; 32], Timestamp>>,
}

impl BasicCache {
    pub(crate) fn new() -> Self {
        Self {
            key: rand::random(),
            verified: Mutex::new(HashMap::new()),
        }
    }

    /// Whether this password was found right for this stored hash within the last minute. A changed
    /// password has another stored hash, so a change counts at once.
    pub(crate) fn knows(&self, password: &str, stored_hash: &str, now: Timestamp) -> bool {
        let digest = self.digest(password, stored_hash);
        let verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        verified
            .get(&digest)
            .is_some_and(|at| at.duration_until(now) < LIFETIME)
    }

    /// Remembers credentials that were found right.
    pub(crate) fn remember(&self, password: &str, stored_hash: &str, now: Timestamp) {
        let digest = self.digest(password, stored_hash);
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= MOST {
            verified.retain(|_, at| at.duration_until(now) < LIFETIME);
        }
        if verified.len() < MOST {
            verified.insert(digest, now);
        }
    }

    fn digest(&self, password: &str, stored_hash: &str) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(stored_hash.as_bytes());
        mac.update(b"\0");
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for BasicCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BasicCache(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_remembered_for_a_minute_and_for_their_hash_only() {
        let cache = BasicCache::new();
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        assert!(!cache.knows("password", "hash-1", now));
        cache.remember("password", "hash-1", now);
        assert!(cache.knows("password", "hash-1", now + SignedDuration::from_secs(59)));
        assert!(!cache.knows("password", "hash-1", now + LIFETIME));
        assert!(!cache.knows("password", "hash-2", now));
        assert!(!cache.knows("other", "hash-1", now));
    }
}
