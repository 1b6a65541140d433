//! Transitions: who gains and loses access, and what is marked.

use std::collections::{BTreeMap, BTreeSet};

use primero_kernel::ManualClock;
use serde_json::{Value, json};

use super::effect::markers;
use super::*;
use crate::access::{Action, Actor, Grants, RecordFacts, Resource, Scope, decide};
use crate::stamp::Person;
use crate::{Authorship, EventAction, Path, RecordId, RecordType};

fn clock() -> ManualClock {
    ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap())
}

fn authorship() -> Authorship {
    let user = "worker1".parse().unwrap();
    Authorship::new(&clock(), user, EventAction::UPDATE)
}

fn record(data: Value) -> Record {
    let blank = Record::blank(RecordType::Case, RecordId::generate(&clock()));
    let path = Path::root();
    changed(blank, vec![Change::Set { path, value: data }])
}

fn changed(record: Record, changes: Vec<Change>) -> Record {
    match record.clone().change(changes, authorship()).unwrap() {
        Some(done) => done.into_entity(),
        None => record,
    }
}

fn person(name: &str, group: &str) -> Person {
    Person {
        user_name: name.parse().unwrap(),
        full_name: None,
        agency: Some("agency-a".parse().unwrap()),
        agency_office: None,
        groups: vec![group.parse().unwrap()],
        location: None,
    }
}

fn actor(name: &str, scope: Scope, actions: &[Action]) -> Actor {
    Actor {
        user_name: name.parse().unwrap(),
        agency: None,
        groups: BTreeSet::from(["group-b".parse().unwrap()]),
        role: "role-x".parse().unwrap(),
        scope,
        grants: Grants::new(actions.iter().map(|action| (Resource::Case, *action))),
        modules: BTreeSet::new(),
        forms: BTreeMap::new(),
    }
}

fn transition(kind: TransitionKind, status: TransitionStatus) -> Transition {
    Transition {
        unique_id: "row-1".to_owned(),
        kind,
        status,
        created_at: "2026-03-01T08:00:00.000Z".to_owned(),
        responded_at: None,
        transitioned_by: "worker1".to_owned(),
        transitioned_by_user_agency: None,
        transitioned_by_user_groups: vec!["group-a".to_owned()],
        transitioned_to: Some("worker2".to_owned()),
        transitioned_to_user_agency: None,
        transitioned_to_user_groups: vec!["group-b".to_owned()],
        record_owned_by: Some("worker1".to_owned()),
        record_owned_by_agency: None,
        record_owned_by_groups: Vec::new(),
        remote: false,
        consent_overridden: false,
        consent_individual_transfer: false,
        allow_case_creation: false,
        words: Words::default(),
        rejected_reason: None,
        rejection_note: None,
    }
}

#[test]
fn a_referral_opens_a_record_until_it_is_over() {
    let owned = record(json!({"owned_by": "worker1"}));
    let reader = actor("worker2", Scope::Own, &[Action::Read]);
    let group = actor("worker3", Scope::Group, &[Action::Read]);
    let may = |actor: &Actor, record: &Record| {
        decide(actor, Action::Read, &RecordFacts::of(record)).is_allowed()
    };
    let (holder, receiver) = (person("worker1", "group-a"), person("worker2", "group-b"));
    let with = |assigned| Associates {
        owner: &holder,
        assigned,
    };
    let referred = changed(owned.clone(), with(vec![&receiver]).stamped(&owned));
    assert!(may(&reader, &referred) && may(&group, &referred));
    let over = changed(referred.clone(), with(Vec::new()).stamped(&referred));
    assert!(!may(&reader, &over) && !may(&group, &over));
}

#[test]
fn markers_follow_the_status() {
    let referral = transition(TransitionKind::Referral, TransitionStatus::InProgress);
    let owned = record(json!({"owned_by": "worker1"}));
    let mut changes = markers(&owned, &referral);
    changes.push(referral.stored());
    let referred = changed(owned, changes);
    assert_eq!(
        referred.data()["referred_users_pending"],
        json!(["worker2"])
    );
    assert!(referred.data().get("transfer_status").is_none());
    let over = transition(TransitionKind::Referral, TransitionStatus::Done);
    let done = changed(referred.clone(), markers(&referred, &over));
    assert_eq!(done.data()["referred_users"], json!([]));
    assert_eq!(done.data()["referred_users_pending"], json!([]));
}

#[test]
fn the_role_of_a_referral_limits_its_receiver_and_not_the_owner() {
    let mut referral = transition(TransitionKind::Referral, TransitionStatus::Accepted);
    referral.words.authorized_role_unique_id = Some("role-health".to_owned());
    let owned = record(json!({"owned_by": "worker1"}));
    let referred = changed(owned, vec![referral.stored()]);
    let role = authorized_role(&referred, "worker2");
    assert_eq!(role.as_deref(), Some("role-health"));
    assert_eq!(authorized_role(&referred, "worker1"), None);
    assert_eq!(authorized_role(&referred, "worker3"), None);
}

#[test]
fn a_transfer_is_answered_by_its_receiver_and_revoked_by_its_sender() {
    let owned = record(json!({"owned_by": "worker1"}));
    let transfer = transition(TransitionKind::Transfer, TransitionStatus::InProgress);
    let may = |name: &str, answer: Answer| {
        let actor = actor(name, Scope::Own, &[Action::Read, Action::Write]);
        may_answer(&actor, &owned, &transfer, answer)
    };
    assert!(may("worker2", Answer::Accept) && may("worker2", Answer::Reject));
    assert!(!may("worker1", Answer::Accept) && !may("worker3", Answer::Accept));
    assert!(may("worker1", Answer::Revoke) && !may("worker3", Answer::Revoke));
}

#[test]
fn an_answer_that_comes_too_late_changes_nothing() {
    let done = TransitionStatus::Done;
    for answer in [
        Answer::Accept,
        Answer::Reject,
        Answer::Finish,
        Answer::Revoke,
    ] {
        assert_eq!(answer.status_after(done), None);
    }
    assert_eq!(Answer::of(TransitionKind::Referral, "revoked"), None);
    let finish = Answer::of(TransitionKind::Referral, "done").unwrap();
    let after = finish.status_after(TransitionStatus::Accepted);
    assert_eq!(after, Some(TransitionStatus::Done));
}

#[test]
fn a_referral_is_seen_by_its_people_and_by_who_oversees_them() {
    let owned = record(json!({"owned_by": "worker1"}));
    let referral = transition(TransitionKind::Referral, TransitionStatus::InProgress);
    let sees = |name: &str, scope: Scope| may_see(&actor(name, scope, &[]), &owned, &referral);
    assert!(sees("worker1", Scope::Own) && sees("worker2", Scope::Own));
    assert!(!sees("worker3", Scope::Own) && sees("worker3", Scope::Group));
    assert!(sees("worker3", Scope::All) && !sees("worker3", Scope::Agency));
}
