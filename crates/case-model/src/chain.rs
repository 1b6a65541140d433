//! Checking a record's chain of events, and building the record again from it.

use crate::apply::replay;
use crate::event::UnreadableContent;
use crate::{Digest, Event, Record, RecordId, Revision};

/// What is wrong with a chain.
#[derive(Debug, thiserror::Error)]
pub enum BrokenChain {
    /// An event is missing, or there is one too many.
    #[error("record {record}: expected revision {expected}, found {found}")]
    Gap {
        /// The record.
        record: RecordId,
        /// The revision that should come next.
        expected: Revision,
        /// The revision that comes next.
        found: Revision,
    },
    /// The event does not name the one before it.
    #[error("record {record}: revision {revision} does not follow the revision before it")]
    Unlinked {
        /// The record.
        record: RecordId,
        /// The event's revision.
        revision: Revision,
    },
    /// The stored hash is not the hash of what is stored.
    #[error("record {record}: revision {revision} was altered")]
    Altered {
        /// The record.
        record: RecordId,
        /// The event's revision.
        revision: Revision,
    },
    /// The content cannot be read or applied.
    #[error("record {record}: revision {revision} cannot be read")]
    Unreadable {
        /// The record.
        record: RecordId,
        /// The event's revision.
        revision: Revision,
        /// Why.
        #[source]
        source: UnreadableContent,
    },
    /// The record is not what its events make of it.
    #[error("record {record}: the data is not what its events say")]
    Diverged {
        /// The record.
        record: RecordId,
    },
}

/// Walks the events of one record from the first to the last.
#[derive(Debug)]
pub struct ChainWalk {
    record: Record,
    erased: bool,
}

impl ChainWalk {
    /// Before the first event of `record`, which must be blank.
    pub const fn begin(record: Record) -> Self {
        Self {
            record,
            erased: false,
        }
    }

    /// Checks the next event against its stored hash and its predecessor, and replays it.
    pub fn step(&mut self, event: &Event, stored_hash: Digest) -> Result<(), BrokenChain> {
        let (record, revision) = (self.record.id(), event.revision);
        let expected = self.record.revision().next();
        if revision != expected {
            return Err(BrokenChain::Gap {
                record,
                expected,
                found: revision,
            });
        }
        if event.previous != self.record.head() {
            return Err(BrokenChain::Unlinked { record, revision });
        }
        let content_intact = event
            .content
            .as_ref()
            .is_none_or(|text| Digest::of(text.as_bytes()) == event.content_digest);
        if event.hash() != stored_hash || event.record != record || !content_intact {
            return Err(BrokenChain::Altered { record, revision });
        }
        match event.operations() {
            Ok(operations) => replay(&mut self.record, &operations, event),
            Err(UnreadableContent::Erased) => {
                self.erased = true;
                replay(&mut self.record, &[], event);
            }
            Err(source @ UnreadableContent::Malformed(_)) => {
                return Err(BrokenChain::Unreadable {
                    record,
                    revision,
                    source,
                });
            }
        }
        Ok(())
    }

    /// The record as the events so far make it. Without meaning once content was erased.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// Ends the walk: the stored record must be the one that the events make, as far as their
    /// content is still there.
    pub fn finish(self, stored: &Record) -> Result<(), BrokenChain> {
        let same_chain =
            self.record.revision() == stored.revision() && self.record.head() == stored.head();
        let same_data = self.erased
            || self.record.data() == stored.data() && self.record.versions() == stored.versions();
        if same_chain && same_data {
            Ok(())
        } else {
            Err(BrokenChain::Diverged {
                record: stored.id(),
            })
        }
    }
}
