//! Seals: the numbers that order all events of a tenant, without gaps, in a chain of their own.

use serde_json::json;

use crate::{Digest, EventId, canonical};

/// The place of an event among all events of the tenant.
///
/// The number is what devices synchronise by. The seal's hash is the digest of the canonical JSON
/// `{"event":"…","event_hash":"…","kind":"primero.seal/1","number":…,"previous":"…"}` in one line,
/// with `previous` the hash of the seal before, `null` for number 1. So the last seal vouches for
/// every event before it, their order and that none is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// 1 for the first, and one more for each after it.
    pub number: u64,
    /// The event that is sealed.
    pub event: EventId,
    /// Its hash.
    pub event_hash: Digest,
    /// The hash of the seal before.
    pub previous: Option<Digest>,
}

impl Seal {
    /// The seal after `last`, for an event.
    pub fn next(last: Option<&Self>, event: EventId, event_hash: Digest) -> Self {
        Self {
            number: last.map_or(1, |seal| seal.number + 1),
            event,
            event_hash,
            previous: last.map(Self::hash),
        }
    }

    /// The seal's hash.
    pub fn hash(&self) -> Digest {
        let text = canonical::to_string(&json!({
            "event": self.event.to_string(),
            "event_hash": self.event_hash.to_string(),
            "kind": "primero.seal/1",
            "number": self.number,
            "previous": self.previous.map(|digest| digest.to_string()),
        }));
        Digest::of(text.as_bytes())
    }
}
