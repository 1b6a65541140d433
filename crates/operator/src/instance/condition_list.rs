//! The list of conditions: what it was, and what it becomes.

use jiff::Timestamp;
use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::{Condition, PrimeroInstanceStatus};

/// Builds the next list of conditions from the one before.
pub(super) struct Conditions<'a> {
    previous: &'a [Condition],
    generation: i64,
    now: Timestamp,
    next: Vec<Condition>,
}

impl<'a> Conditions<'a> {
    /// Starts from the conditions of `previous`.
    pub(super) fn new(
        previous: &'a PrimeroInstanceStatus,
        generation: i64,
        now: Timestamp,
    ) -> Self {
        let now = now.round(jiff::Unit::Second).unwrap_or(now);
        Self {
            previous: &previous.conditions,
            generation,
            now,
            next: Vec::new(),
        }
    }

    fn before(&self, type_: &str) -> Option<&'a Condition> {
        self.previous
            .iter()
            .find(|condition| condition.type_ == type_)
    }

    /// Whether a condition held before.
    pub(super) fn holds(&self, type_: &str) -> bool {
        self.before(type_)
            .is_some_and(|before| before.status == ConditionStatus::True)
    }

    /// Whether a condition was about this generation before.
    pub(super) fn is_current(&self, type_: &str) -> bool {
        self.before(type_)
            .is_some_and(|before| before.observed_generation == self.generation)
    }

    /// Whether a condition had this reason before.
    pub(super) fn has(&self, type_: &str, reason: &str) -> bool {
        self.before(type_)
            .is_some_and(|before| before.reason == reason)
    }

    /// Leaves a condition as it was, with the generation that it is about.
    pub(super) fn keep(&mut self, type_: &str) {
        if let Some(before) = self.before(type_) {
            self.next.retain(|known| known.type_ != type_);
            self.next.push(before.clone());
        }
    }

    /// Sets a condition; its time changes only with its status.
    pub(super) fn set(
        &mut self,
        type_: &str,
        status: ConditionStatus,
        reason: &str,
        message: &str,
    ) {
        let since = self
            .before(type_)
            .filter(|before| before.status == status)
            .map_or(self.now, |before| before.last_transition_time);
        let condition = Condition {
            type_: type_.to_owned(),
            status,
            observed_generation: self.generation,
            last_transition_time: since,
            reason: reason.to_owned(),
            message: cut(message, 2048),
        };
        self.next.retain(|known| known.type_ != type_);
        self.next.push(condition);
    }

    /// All known conditions in their order; those not set keep what they said, or say that nothing
    /// is known.
    pub(super) fn finish(mut self) -> Vec<Condition> {
        for type_ in types::ALL {
            if self.next.iter().any(|condition| condition.type_ == type_) {
                continue;
            }
            if let Some(before) = self.before(type_) {
                self.next.push(before.clone());
            } else {
                let message = "not looked at yet";
                let unknown = ConditionStatus::Unknown;
                self.set(type_, unknown, reasons::RECONCILE_PENDING, message);
            }
        }
        let place = |type_: &str| types::ALL.iter().position(|known| *known == type_);
        self.next.sort_by_key(|condition| place(&condition.type_));
        self.next
    }
}

/// The first characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
