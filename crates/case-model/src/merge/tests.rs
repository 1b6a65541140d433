//! The merge rules, one sentence each.

use serde_json::json;

use super::*;
use crate::event::{Authorship, EventAction};
use crate::{Record, RecordId};

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else {
        panic!("not an object: {value}")
    };
    members
}

fn authorship() -> Authorship {
    let clock = primero_kernel::ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
    Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::UPDATE)
}

/// The data after a PATCH.
fn patched(stored: Value, patch: Value) -> Value {
    let record = Record::blank(RecordType::Case, RecordId::from_uuid(uuid::Uuid::nil()));
    let create = Change::Set {
        path: Path::root(),
        value: stored.clone(),
    };
    let record = record
        .change(vec![create], authorship())
        .unwrap()
        .unwrap()
        .into_entity();
    let mut count = 0;
    let merged = changes(RecordType::Case, record.data(), object(patch), &mut || {
        count += 1;
        format!("new-{count}")
    });
    match record.change(merged, authorship()).unwrap() {
        Some(changed) => Value::Object(changed.into_entity().data().clone()),
        None => stored,
    }
}

#[test]
fn an_absent_key_stays_and_null_overwrites() {
    let data = patched(
        json!({"name": "Amina", "age": 9}),
        json!({"age": null, "sex": "female"}),
    );
    assert_eq!(data, json!({"name": "Amina", "age": null, "sex": "female"}));
}

#[test]
fn objects_merge_key_by_key_and_lists_of_scalars_are_replaced() {
    let data = patched(
        json!({"tally": {"boys": 1, "girls": 2}, "languages": ["ar", "fr"]}),
        json!({"tally": {"girls": 3, "total": 4}, "languages": ["en"]}),
    );
    assert_eq!(
        data,
        json!({"tally": {"boys": 1, "girls": 3, "total": 4}, "languages": ["en"]})
    );
}

#[test]
fn rows_merge_by_id_are_appended_and_go_only_when_destroyed() {
    let stored = json!({"rows": [{"unique_id": "1", "age": 33}, {"unique_id": "2", "age": 32}]});
    let patch =
        json!({"rows": [{"unique_id": "1", "_destroy": true}, {"unique_id": "9", "age": 50}]});
    let rows = json!({"rows": [{"unique_id": "2", "age": 32}, {"unique_id": "9", "age": 50}]});
    assert_eq!(patched(stored.clone(), patch), rows);
    let patch = json!({"rows": [{"unique_id": "2", "sex": "male"}]});
    let rows = json!({"rows": [
        {"unique_id": "1", "age": 33},
        {"unique_id": "2", "age": 32, "sex": "male"},
    ]});
    assert_eq!(patched(stored.clone(), patch), rows);
    assert_eq!(patched(stored.clone(), json!({"rows": []})), stored);
    assert_eq!(
        patched(stored, json!({"rows": null})),
        json!({"rows": null})
    );
}

#[test]
fn rows_without_an_id_are_never_lost() {
    let data = patched(
        json!({"rows": [{"unique_id": "1", "age": 33}]}),
        json!({"rows": [{"age": 1}, {"age": 2, "_destroy": null}]}),
    );
    assert_eq!(
        data,
        json!({"rows": [
            {"unique_id": "1", "age": 33},
            {"unique_id": "new-1", "age": 1},
            {"unique_id": "new-2", "age": 2},
        ]})
    );
    // An old row without an id, as an import may have left it, stays as it is.
    let data = patched(json!({"rows": [{"age": 5}]}), json!({"rows": [{"age": 6}]}));
    assert_eq!(
        data,
        json!({"rows": [{"age": 5}, {"unique_id": "new-1", "age": 6}]})
    );
}

#[test]
fn a_first_list_of_rows_is_stored_with_ids_and_without_rows_to_be_removed() {
    let data = patched(
        json!({}),
        json!({"rows": [{"age": 1}, {"unique_id": "9", "_destroy": true}], "other": []}),
    );
    assert_eq!(
        data,
        json!({"rows": [{"unique_id": "new-1", "age": 1}], "other": []})
    );
}

#[test]
fn rows_within_rows_follow_the_same_rules() {
    let data = patched(
        json!({"rows": [{"unique_id": "1", "inner": [{"unique_id": "a", "n": 1}]}]}),
        json!({"rows": [{"unique_id": "1", "inner": [{"unique_id": "a", "n": 2}, {"n": 3}]}]}),
    );
    assert_eq!(
        data,
        json!({"rows": [{"unique_id": "1", "inner": [
            {"unique_id": "a", "n": 2},
            {"unique_id": "new-1", "n": 3},
        ]}]})
    );
}

#[test]
fn identity_and_ownership_are_dropped() {
    let stored = json!({"name": "Amina", "owned_by": "worker1", "created_at": "2026"});
    let patch = json!({"owned_by": "worker2", "created_at": "2020", "case_id": "x", "id": "y"});
    assert_eq!(patched(stored.clone(), patch), stored);
    assert!(is_protected(RecordType::Family, "family_id"));
    assert!(!is_protected(RecordType::Case, "family_id"));
}

#[test]
fn a_patch_that_says_what_is_stored_changes_nothing() {
    let stored = object(json!({"name": "A", "rows": [{"unique_id": "1", "age": 3}], "list": []}));
    let merged = changes(
        RecordType::Case,
        &stored,
        stored.clone(),
        &mut || unreachable!(),
    );
    assert_eq!(merged, []);
}

#[test]
fn an_empty_id_is_no_id() {
    let data = patched(
        json!({"rows": [{"unique_id": "1"}]}),
        json!({"rows": [{"unique_id": "", "n": 1}, {"unique_id": null, "n": 2}]}),
    );
    assert_eq!(
        data,
        json!({"rows": [
            {"unique_id": "1"},
            {"unique_id": "new-1", "n": 1},
            {"unique_id": "new-2", "n": 2},
        ]})
    );
}

#[test]
fn what_lies_deeper_than_a_path_reaches_changes_as_a_whole() {
    let nested = |leaf: Value| (0..20).fold(leaf, |inner, _| json!({"deeper": inner}));
    let data = patched(nested(json!({"a": 1, "b": 1})), nested(json!({"a": 2})));
    assert_eq!(data, nested(json!({"a": 2})));
}
