//! Alerts: what has happened to a record that its people should look at.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kept_rows::{put, remove, rows};
use crate::{Change, EventAction, Record};

mod field_change;

pub use field_change::{AlertStrategy, FieldAlert, after_edit};

const KEY: &str = "_alerts";

/// An alert of a record. It goes when what it is about is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The id.
    pub unique_id: String,
    /// What it is about, in one word; lists filter by it.
    #[serde(rename = "type")]
    pub kind: String,
    /// What raised it: `field_change`, `approval`, `referral`, ...
    pub alert_for: String,
    /// The day.
    pub date: Date,
    /// The section that shows it.
    pub form_unique_id: String,
    /// Who raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// It stays until somebody removes it.
    #[serde(default)]
    pub stays: bool,
    /// The transition that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<String>,
}

impl Alert {
    /// The word for removing an alert in history.
    pub const REMOVED: EventAction = EventAction::constant("remove_alert");

    /// The alerts of a record, oldest first.
    pub fn all(record: &Record) -> Vec<Self> {
        rows(record, KEY)
    }

    /// The changes that leave only the alerts that `stays` says yes to, and add others. Nothing,
    /// when nothing changes.
    pub fn replaced(record: &Record, stays: impl Fn(&Self) -> bool, added: &[Self]) -> Vec<Change> {
        let (kept, gone): (Vec<Self>, Vec<Self>) = Self::all(record).into_iter().partition(stays);
        if gone.is_empty() && added.is_empty() {
            return Vec::new();
        }
        let mut changes: Vec<Change> = gone
            .iter()
            .map(|alert| remove(KEY, &alert.unique_id))
            .collect();
        changes.extend(added.iter().map(|alert| put(KEY, &alert.unique_id, alert)));
        let all = || kept.iter().chain(added);
        let kinds: BTreeSet<&str> = all().map(|alert| alert.kind.as_str()).collect();
        let kinds: Vec<Value> = kinds.into_iter().map(Value::from).collect();
        changes.push(Change::set("current_alert_types", kinds));
        changes.push(Change::set("alert_count", all().count()));
        changes
    }
}
