//! What transitions do to their record.

use std::collections::BTreeSet;

use primero_kernel::UniqueId;
use serde_json::Value;

use super::{Transition, TransitionKind, TransitionStatus};
use crate::alert::Alert;
use crate::event::timestamp_value;
use crate::stamp::{self, Person};
use crate::{Authorship, Change, Record};

/// The people whom a record belongs to.
#[derive(Clone, Debug)]
pub struct Associates<'p> {
    /// The owner.
    pub owner: &'p Person,
    /// Those whom it was referred or offered to.
    pub assigned: Vec<&'p Person>,
}

impl Associates<'_> {
    /// The changes that say so in the record. Everybody's groups and agencies count: scopes look at
    /// them.
    pub fn stamped(&self, record: &Record) -> Vec<Change> {
        let all = || std::iter::once(self.owner).chain(self.assigned.iter().copied());
        let assigned = self.assigned.iter().map(|own| own.user_name.as_str());
        let groups = all().flat_map(|own| own.groups.iter().map(UniqueId::as_str));
        let agencies = all().filter_map(|own| own.agency.as_ref().map(UniqueId::as_str));
        let fields = [
            ("assigned_user_names", unique(assigned)),
            (
                "associated_user_names",
                unique(all().map(|own| own.user_name.as_str())),
            ),
            ("associated_user_groups", unique(groups)),
            ("associated_user_agencies", unique(agencies)),
        ];
        let is_new = |field: &str, value: &Value| match record.data().get(field) {
            Some(now) => now != value,
            None => value.as_array().is_some_and(|names| !names.is_empty()),
        };
        fields
            .into_iter()
            .filter(|(field, value)| is_new(field, value))
            .map(|(field, value)| Change::set(field, value))
            .collect()
    }
}

fn unique<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(*text)).collect()
}

/// The changes that give a record another owner. Who owned it before is kept.
pub fn given_to(record: &Record, owner: &Person, authorship: &Authorship) -> Vec<Change> {
    let before = [
        ("owned_by", "previously_owned_by"),
        ("owned_by_full_name", "previously_owned_by_full_name"),
        ("owned_by_agency_id", "previously_owned_by_agency"),
    ];
    let previous = before.into_iter().filter_map(|(now, then)| {
        let value = record.data().get(now)?;
        Some(Change::set(then, value.clone()))
    });
    let is_of_owner = |(field, _): &(String, Value)| field.starts_with("owned_by");
    let mut changes: Vec<Change> = previous.collect();
    changes.extend(
        stamp::ownership(owner)
            .filter(is_of_owner)
            .map(|(field, value)| Change::set(field, value)),
    );
    changes.push(moved(authorship));
    changes
}

/// The change that remembers when a record was given or offered to somebody.
pub fn moved(authorship: &Authorship) -> Change {
    Change::set(
        "reassigned_transferred_on",
        timestamp_value(authorship.at()),
    )
}

/// The changes that keep what lists and dashboards ask of transitions up to date. `changed` is the
/// transition that is stored together with them.
pub fn markers(record: &Record, changed: &Transition) -> Vec<Change> {
    let mut all = Transition::all(record);
    match all
        .iter_mut()
        .find(|own| own.unique_id == changed.unique_id)
    {
        Some(own) => own.clone_from(changed),
        None => all.push(changed.clone()),
    }
    let to = |kind: TransitionKind, is: fn(TransitionStatus) -> bool| {
        let found = all
            .iter()
            .filter(move |own| own.kind == kind && is(own.status));
        unique(found.filter_map(|own| own.transitioned_to.as_deref()))
    };
    let offered = all.iter().filter(|own| {
        own.kind == TransitionKind::Transfer && own.status == TransitionStatus::InProgress
    });
    let groups = offered.flat_map(|own| own.transitioned_to_user_groups.iter().map(String::as_str));
    let mut fields = vec![
        (
            "referred_users",
            to(TransitionKind::Referral, TransitionStatus::is_live),
        ),
        (
            "referred_users_pending",
            to(TransitionKind::Referral, |status| {
                status == TransitionStatus::InProgress
            }),
        ),
        (
            "referred_users_accepted",
            to(TransitionKind::Referral, |status| {
                status == TransitionStatus::Accepted
            }),
        ),
        (
            "transferred_to_users",
            to(TransitionKind::Transfer, |status| {
                status == TransitionStatus::InProgress
            }),
        ),
        ("transferred_to_user_groups", unique(groups)),
    ];
    if changed.kind == TransitionKind::Transfer {
        fields.push(("transfer_status", changed.status.as_str().into()));
    }
    let is_new = |field: &str, value: &Value| match record.data().get(field) {
        Some(now) => now != value,
        None => value.as_array().is_none_or(|names| !names.is_empty()),
    };
    fields
        .into_iter()
        .filter(|(field, value)| is_new(field, value))
        .map(|(field, value)| Change::set(field, value))
        .collect()
}

/// The changes of the record's alerts: a transition that waits for an answer has one.
pub fn alerts(
    record: &Record,
    changed: &Transition,
    authorship: &Authorship,
    alert: impl FnOnce() -> Alert,
) -> Vec<Change> {
    let is_about_another =
        |alert: &Alert| alert.transition.as_deref() != Some(changed.unique_id.as_str());
    let waits = changed.status == TransitionStatus::InProgress
        && !changed.remote
        && changed.transitioned_by == authorship.user().as_str();
    let added = if waits { vec![alert()] } else { Vec::new() };
    Alert::replaced(record, is_about_another, &added)
}
