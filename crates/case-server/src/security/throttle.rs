//! Limits on tries per minute, in memory: a replica restarted forgets them, the lock-out of an
//! account, which stands in the database, it does not.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Names remembered at once; beyond that the stalest go first.
const MOST_KEYS: usize = 4096;

/// Counts tries by key in a sliding minute.
#[derive(Debug)]
pub(crate) struct Throttle {
    limit: usize,
    tries: Mutex<HashMap<String, VecDeque<Timestamp>>>,
}

impl Throttle {
    /// Allows `limit` tries a minute for each key.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            tries: Mutex::new(HashMap::new()),
        }
    }

    /// Counts a try. `Err` holds the seconds until the next one is allowed.
    pub(crate) fn try_once(&self, key: &str, now: Timestamp) -> Result<(), u32> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST_KEYS && !tries.contains_key(key) {
            make_room(&mut tries, now);
        }
        let recent = tries.entry(key.to_owned()).or_default();
        forget(recent, now);
        if recent.len() >= self.limit {
            let again = recent.front().map_or(now, |oldest| *oldest + WINDOW);
            let wait = now.duration_until(again).as_secs().max(0) + 1;
            return Err(u32::try_from(wait).unwrap_or(60));
        }
        recent.push_back(now);
        Ok(())
    }

    /// Forgets every try.
    pub(crate) fn reset(&self) {
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

fn forget(recent: &mut VecDeque<Timestamp>, now: Timestamp) {
    while recent
        .front()
        .is_some_and(|at| at.duration_until(now) >= WINDOW)
    {
        recent.pop_front();
    }
}

fn make_room(tries: &mut HashMap<String, VecDeque<Timestamp>>, now: Timestamp) {
    tries.retain(|_, recent| {
        forget(recent, now);
        !recent.is_empty()
    });
    if tries.len() >= MOST_KEYS {
        let stalest = tries
            .iter()
            .min_by_key(|(_, recent)| recent.back().copied());
        if let Some(key) = stalest.map(|(key, _)| key.clone()) {
            tries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn the_seventh_try_of_a_minute_waits() {
        let throttle = Throttle::new(6);
        for second in 0..6 {
            assert_eq!(throttle.try_once("worker1", at(second)), Ok(()));
        }
        assert_eq!(throttle.try_once("worker1", at(6)), Err(55));
        assert_eq!(throttle.try_once("worker2", at(6)), Ok(()));
        assert_eq!(throttle.try_once("worker1", at(60)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_under_a_flood_of_names() {
        let throttle = Throttle::new(6);
        for name in 0..10_000 {
            assert_eq!(throttle.try_once(&name.to_string(), at(0)), Ok(()));
        }
        assert!(throttle.tries.lock().unwrap().len() <= MOST_KEYS);
    }
}
