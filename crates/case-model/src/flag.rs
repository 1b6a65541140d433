//! Flags: what somebody wants to be looked at again in a record.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::kept_rows::{put, rows};
use crate::{Change, EventAction, Record};

const KEY: &str = "_flags";

/// A flag of a record. Flags are resolved, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The number that API v2 knows it by.
    pub id: i64,
    /// The row's id.
    pub unique_id: String,
    /// The day to look at it.
    pub date: Date,
    /// What to look at.
    pub message: String,
    /// Who raised it.
    pub flagged_by: String,
    /// When, as records write moments.
    pub created_at: String,
    /// Whether it is resolved.
    #[serde(default)]
    pub removed: bool,
    /// What was said when it was resolved.
    #[serde(default)]
    pub unflag_message: Option<String>,
    /// Who resolved it.
    #[serde(default)]
    pub unflagged_by: Option<String>,
    /// On which day.
    #[serde(default)]
    pub unflagged_date: Option<Date>,
}

impl Flag {
    /// The word for raising a flag in history.
    pub const RAISED: EventAction = EventAction::constant("flag");
    /// The word for resolving one.
    pub const RESOLVED: EventAction = EventAction::constant("unflag");
    /// The word for changing one.
    pub const CHANGED: EventAction = EventAction::constant("flag_update");

    /// The flags of a record, resolved ones too, in the order in which they were raised.
    pub fn all(record: &Record) -> Vec<Self> {
        rows(record, KEY)
    }

    /// The flag of this number.
    pub fn find(record: &Record, id: i64) -> Option<Self> {
        Self::all(record).into_iter().find(|flag| flag.id == id)
    }

    /// The flag, resolved.
    #[must_use]
    pub fn resolved(self, message: String, by: &str, on: Date) -> Self {
        Self {
            removed: true,
            unflag_message: Some(message),
            unflagged_by: Some(by.to_owned()),
            unflagged_date: Some(on),
            ..self
        }
    }

    /// The changes that store the flag in its record: the flag, and how many are open.
    pub fn stored(&self, record: &Record) -> Vec<Change> {
        let others = Self::all(record)
            .into_iter()
            .filter(|flag| flag.unique_id != self.unique_id && !flag.removed)
            .count();
        let open = others + usize::from(!self.removed);
        vec![
            put(KEY, &self.unique_id, self),
            Change::set("flag_count", open),
            Change::set("flagged", open > 0),
        ]
    }
}

#[cfg(test)]
mod tests {
    use primero_kernel::ManualClock;

    use super::*;
    use crate::{Authorship, RecordId, RecordType};

    fn flag(id: i64) -> Flag {
        Flag {
            id,
            unique_id: format!("row-{id}"),
            date: "2026-03-01".parse().unwrap(),
            message: "look".to_owned(),
            flagged_by: "worker1".to_owned(),
            created_at: "2026-03-01T08:00:00.000Z".to_owned(),
            removed: false,
            unflag_message: None,
            unflagged_by: None,
            unflagged_date: None,
        }
    }

    fn with(record: Record, flag: &Flag) -> Record {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let authorship = Authorship::new(&clock, "worker1".parse().unwrap(), Flag::RAISED);
        let changes = flag.stored(&record);
        let done = record.change(changes, authorship).unwrap().unwrap();
        done.into_entity()
    }

    #[test]
    fn a_record_counts_its_open_flags() {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let record = Record::blank(RecordType::Case, RecordId::generate(&clock));
        let record = with(with(record, &flag(1)), &flag(2));
        assert_eq!(record.data()["flag_count"], 2);
        let day = "2026-03-02".parse().unwrap();
        let done = flag(1).resolved("done".to_owned(), "worker2", day);
        let record = with(record, &done);
        assert_eq!(record.data()["flag_count"], 1);
        assert_eq!(record.data()["flagged"], true);
        assert_eq!(Flag::all(&record), [done, flag(2)]);
        let record = with(record, &flag(2).resolved("done".to_owned(), "worker2", day));
        assert_eq!(record.data()["flagged"], false);
    }
}
