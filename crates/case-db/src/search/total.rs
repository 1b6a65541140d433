//! Totals: exact while they are small, and cheap when they are large.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use primero_case_model::Digest;
use tokio::time::Instant;

/// How many rows a list has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The number.
    pub rows: u64,
    /// Whether it was counted for this very answer; otherwise it is at most five seconds old.
    pub is_current: bool,
}

/// Up to here, totals are counted each time.
pub(super) const EXACT_UP_TO: i64 = 10_000;
/// How old a larger total may be.
const MAX_AGE: Duration = Duration::from_secs(5);
/// The most totals that are remembered.
const CAPACITY: usize = 128;

/// Large totals, counted lately.
#[derive(Debug, Default)]
pub struct CountCache {
    counts: Mutex<HashMap<Digest, (Instant, u64)>>,
}

impl CountCache {
    pub(super) fn find(&self, query: &Digest) -> Option<u64> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (counted, rows) = counts.get(query)?;
        (counted.elapsed() < MAX_AGE).then_some(*rows)
    }

    pub(super) fn insert(&self, query: Digest, rows: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= CAPACITY {
            counts.retain(|_, (counted, _)| counted.elapsed() < MAX_AGE);
        }
        if counts.len() < CAPACITY {
            counts.insert(query, (Instant::now(), rows));
        }
    }
}
