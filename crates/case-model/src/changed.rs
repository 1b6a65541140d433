//! The proof that a change has its event.

use crate::operation::Outcome;
use crate::{Event, OperationId};

/// An entity after a change, with the event that records it.
///
/// Only this crate makes one, and storage takes nothing else for a write: nothing is changed
/// without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<T> {
    entity: T,
    event: Event,
    outcomes: Vec<(OperationId, Outcome)>,
}

impl<T> Changed<T> {
    pub(crate) const fn new(
        entity: T,
        event: Event,
        outcomes: Vec<(OperationId, Outcome)>,
    ) -> Self {
        Self {
            entity,
            event,
            outcomes,
        }
    }

    /// The entity as it is now.
    pub const fn entity(&self) -> &T {
        &self.entity
    }

    /// What happened to it.
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// What became of each operation that has an id: the answer to the client that sends it again.
    pub fn outcomes(&self) -> &[(OperationId, Outcome)] {
        &self.outcomes
    }

    /// The entity alone, once the change is stored.
    pub fn into_entity(self) -> T {
        self.entity
    }
}
