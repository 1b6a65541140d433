//! Applying operations, one rule per test.

use primero_kernel::ManualClock;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{EventAction, OperationId, RecordId, RecordType};

fn authorship() -> Authorship {
    let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
    Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::UPDATE)
}

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

/// A case at revision 1.
fn case(data: Value) -> Record {
    let create = Change::Set {
        path: Path::root(),
        value: data,
    };
    let blank = Record::blank(RecordType::Case, RecordId::from_uuid(Uuid::from_u128(1)));
    blank
        .change(vec![create], authorship())
        .unwrap()
        .unwrap()
        .into_entity()
}

/// An operation of somebody who had seen a revision.
fn based(base: u64, change: Change) -> Operation {
    Operation {
        id: None,
        base: Some(Revision::new(base)),
        change,
    }
}

fn set(at: &str, value: Value) -> Change {
    Change::Set {
        path: path(at),
        value,
    }
}

fn delete(at: &str) -> Change {
    Change::DeleteRow { path: path(at) }
}

/// The record after operations of one author, and the outcomes.
fn after(record: Record, operations: Vec<Operation>) -> (Record, Vec<Outcome>) {
    let kept = record.clone();
    let application = record.apply(operations, authorship());
    (
        application.changed.map_or(kept, Changed::into_entity),
        application.outcomes,
    )
}

#[test]
fn the_first_application_creates_the_record() {
    let record = case(json!({"name": "Amina", "age": 9.0}));
    assert_eq!(record.revision(), Revision::new(1));
    assert_eq!(
        Value::Object(record.data().clone()),
        json!({"name": "Amina", "age": 9})
    );
    assert_eq!(
        serde_json::to_string(record.versions()).unwrap(),
        r#"{"":1}"#
    );
}

#[test]
fn edits_of_different_fields_are_both_kept() {
    let (record, _) = after(
        case(json!({"a": 1, "b": 1})),
        vec![based(1, set("/a", json!(2)))],
    );
    let (record, outcomes) = after(record, vec![based(1, set("/b", json!(3)))]);
    assert_eq!(outcomes, [Outcome::Applied]);
    assert_eq!(Value::Object(record.data), json!({"a": 2, "b": 3}));
}

#[test]
fn edits_of_the_same_field_conflict_and_history_keeps_both() {
    let (record, _) = after(case(json!({"a": 1})), vec![based(1, set("/a", json!(2)))]);
    let application = record.apply(vec![based(1, set("/a", json!(3)))], authorship());
    let theirs = Outcome::Conflict {
        theirs: Some(json!(2)),
        revision: Revision::new(2),
    };
    assert_eq!(application.outcomes, [theirs]);
    let changed = application.changed.unwrap();
    assert_eq!(changed.entity().data()["a"], json!(2));
    let recorded = changed.event().operations().unwrap();
    assert!(recorded[0].lost);
    assert_eq!(recorded[0].operation.change, set("/a", json!(3)));
}

#[test]
fn the_same_edit_twice_has_one_effect() {
    let (record, _) = after(case(json!({"a": 1})), vec![based(1, set("/a", json!(2)))]);
    let application = record.apply(vec![based(1, set("/a", json!(2)))], authorship());
    assert_eq!(application.outcomes, [Outcome::Unchanged]);
    assert!(application.changed.is_none());
}

#[test]
fn one_author_does_not_conflict_with_himself_in_a_batch() {
    let batch = vec![based(1, set("/a", json!(2))), based(1, set("/a", json!(3)))];
    let (record, outcomes) = after(case(json!({"a": 1})), batch);
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied]);
    assert_eq!(record.data["a"], json!(3));
    assert_eq!(record.revision(), Revision::new(2));
}

#[test]
fn an_operation_without_a_base_overwrites() {
    let (record, _) = after(case(json!({"a": 1})), vec![based(1, set("/a", json!(2)))]);
    let (record, outcomes) = after(record, vec![set("/a", json!(3)).into()]);
    assert_eq!(outcomes, [Outcome::Applied]);
    assert_eq!(record.data["a"], json!(3));
}

#[test]
fn rows_that_two_people_add_are_both_kept() {
    let row = |id: &str| Change::PutRow {
        path: path(&format!("/rows/{id}")),
        fields: Map::new(),
    };
    let (record, _) = after(case(json!({})), vec![based(1, row("x"))]);
    let (record, outcomes) = after(record, vec![based(1, row("y"))]);
    assert_eq!(outcomes, [Outcome::Applied]);
    assert_eq!(
        record.data["rows"],
        json!([{"unique_id": "x"}, {"unique_id": "y"}])
    );
}

#[test]
fn a_deletion_wins_only_over_edits_that_it_has_seen() {
    let stored = json!({"rows": [{"unique_id": "x", "age": 1}]});
    let (edited, _) = after(
        case(stored.clone()),
        vec![based(1, set("/rows/x/age", json!(2)))],
    );
    let (kept, outcomes) = after(edited.clone(), vec![based(1, delete("/rows/x"))]);
    assert!(matches!(
        outcomes[..],
        [Outcome::Conflict {
            theirs: Some(_),
            ..
        }]
    ));
    assert_eq!(kept.data["rows"], json!([{"unique_id": "x", "age": 2}]));
    let (gone, outcomes) = after(edited, vec![based(2, delete("/rows/x"))]);
    assert_eq!(outcomes, [Outcome::Applied]);
    assert_eq!(gone.data["rows"], json!([]));
}

#[test]
fn an_edit_of_a_deleted_row_conflicts() {
    let stored = json!({"rows": [{"unique_id": "x", "age": 1}]});
    let (record, _) = after(case(stored), vec![based(1, delete("/rows/x"))]);
    let lost = Outcome::Conflict {
        theirs: None,
        revision: Revision::new(2),
    };
    let (record, outcomes) = after(record, vec![based(1, set("/rows/x/age", json!(2)))]);
    assert_eq!(outcomes, std::slice::from_ref(&lost));
    let again = Change::PutRow {
        path: path("/rows/x"),
        fields: Map::new(),
    };
    let (record, outcomes) = after(record, vec![based(1, again.clone())]);
    assert_eq!(outcomes, [lost]);
    let (_, outcomes) = after(record, vec![again.into()]);
    assert_eq!(outcomes, [Outcome::Applied]);
}

#[test]
fn members_merge_by_adding_and_removing() {
    let stored = json!({"concerns": ["a", "b"]});
    let at = || path("/concerns");
    let add = Change::AddMembers {
        path: at(),
        members: vec![json!("c"), json!("a")],
    };
    let (record, _) = after(case(stored), vec![based(1, add)]);
    let remove = Change::RemoveMembers {
        path: at(),
        members: vec![json!("b")],
    };
    let (record, outcomes) = after(record, vec![based(1, remove)]);
    assert_eq!(outcomes, [Outcome::Applied]);
    assert_eq!(record.data["concerns"], json!(["a", "c"]));
}

#[test]
fn a_rejected_operation_leaves_no_trace() {
    let stored = json!({"name": "Amina", "rows": [{"unique_id": "x"}]});
    let rejected = [
        (set("/name/first", json!(1)), Rejection::WrongKind),
        (Change::set("new\u{0}", 1), Rejection::NulCharacter),
        (set("/new", json!("a\u{0}")), Rejection::NulCharacter),
        (set("/rows/y/age", json!(1)), Rejection::UnknownRow),
        (set("/rows/x/unique_id", json!("z")), Rejection::WrongKind),
        (set("", json!([])), Rejection::WrongKind),
        (
            Change::PutRow {
                path: path("/name/x"),
                fields: Map::new(),
            },
            Rejection::WrongKind,
        ),
        (
            Change::AddMembers {
                path: path("/name"),
                members: vec![json!(1)],
            },
            Rejection::WrongKind,
        ),
    ];
    for (change, reason) in rejected {
        let application = case(stored.clone()).apply(vec![change.clone().into()], authorship());
        assert_eq!(
            application.outcomes,
            [Outcome::Rejected { reason }],
            "{change:?}"
        );
        assert!(application.changed.is_none());
    }
    let future = vec![based(9, set("/name", json!("B")))];
    let (record, outcomes) = after(case(stored.clone()), future);
    assert_eq!(
        outcomes,
        [Outcome::Rejected {
            reason: Rejection::UnknownBase
        }]
    );
    assert_eq!(Value::Object(record.data), stored);
}

#[test]
fn the_outcome_of_an_operation_with_an_id_is_kept() {
    let id = OperationId::from_uuid(Uuid::from_u128(7));
    let operation = Operation {
        id: Some(id),
        base: None,
        change: set("/a", json!(1)),
    };
    let application = case(json!({})).apply(vec![operation], authorship());
    assert_eq!(
        application.changed.unwrap().outcomes(),
        [(id, Outcome::Applied)]
    );
}
