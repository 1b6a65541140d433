//! The clock, as an argument: the one place that reads the system's time and makes new ids.

use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::{NoContext, Uuid};

/// Tells the time and makes ids in its order.
pub trait Clock: Debug + Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;

    /// A new version 7 UUID that carries the current instant, for ids of our own.
    fn new_uuid(&self) -> Uuid;

    /// A new version 4 UUID, for ids whose last characters people read as a code and which must
    /// not tell when they were made.
    fn new_random_uuid(&self) -> Uuid;
}

/// The system's clock. Made once, in `main`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that makes ids from the time"
    )]
    fn new_uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn new_random_uuid(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// A clock that stands still until it is told to move, and whose ids are the same in every run.
///
/// # Guarantees
/// Ids are distinct, sort in the order they were made, and depend only on the times set and the
/// number of ids made before: snapshots stay stable.
#[derive(Debug)]
pub struct ManualClock {
    state: Mutex<ManualState>,
}

#[derive(Debug)]
struct ManualState {
    now: Timestamp,
    ids: u64,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self {
            state: Mutex::new(ManualState { now, ids: 0 }),
        }
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.lock().now = now;
    }

    /// Moves the clock on by `by`; at the end of representable time it stays where it is.
    pub fn advance(&self, by: SignedDuration) {
        let mut state = self.lock();
        state.now = state.now.checked_add(by).unwrap_or(state.now);
    }

    fn lock(&self) -> MutexGuard<'_, ManualState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_id(&self) -> (Timestamp, u64) {
        let mut state = self.lock();
        state.ids += 1;
        (state.now, state.ids)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.lock().now
    }

    fn new_uuid(&self) -> Uuid {
        let (now, count) = self.next_id();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let time = uuid::Timestamp::from_unix(NoContext, seconds, nanos);
        let mut bytes = Uuid::new_v7(time).into_bytes();
        bytes[6..].copy_from_slice(&[0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        bytes[9..].copy_from_slice(&count.to_be_bytes()[1..]);
        Uuid::from_bytes(bytes)
    }

    fn new_random_uuid(&self) -> Uuid {
        // Spread the count over the digits, so that short codes cut from the end differ visibly.
        let (_, count) = self.next_id();
        let spread = count.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        uuid::Builder::from_random_bytes(
            (u128::from(spread) << 64 | u128::from(spread.rotate_left(32))).to_be_bytes(),
        )
        .into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let start: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let clock = ManualClock::new(start);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_hours(2));
        assert_eq!(clock.now(), "2026-03-01T10:00:00Z".parse().unwrap());
        clock.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn ids_of_a_manual_clock_repeat_from_run_to_run_and_sort() {
        let ids = |_: u8| {
            let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
            let first = clock.new_uuid();
            clock.advance(SignedDuration::from_millis(1));
            [
                first,
                clock.new_uuid(),
                clock.new_uuid(),
                clock.new_random_uuid(),
            ]
        };
        let made = ids(0);
        assert_eq!(made, ids(1));
        assert!(made[0] < made[1] && made[1] < made[2]);
        assert_eq!(made[0].get_version_num(), 7);
        assert_eq!(made[3].get_version_num(), 4);
    }

    #[test]
    fn ids_of_the_system_clock_sort_by_creation() {
        let mut ids: Vec<Uuid> = (0..100).map(|_| SystemClock.new_uuid()).collect();
        let made = ids.clone();
        ids.sort();
        assert_eq!(ids, made);
    }
}
