//! What holds for all records and operations.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use primero_case_model::chain::{BrokenChain, ChainWalk};
use primero_case_model::event::{Authorship, EventAction};
use primero_case_model::{
    Change, Changed, Event, Operation, Outcome, Path, Record, RecordId, RecordType, Revision,
};
use primero_kernel::ManualClock;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5_i64..5).prop_map(Value::from),
        proptest::num::f64::NORMAL.prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
    ]
}

/// Few names, so that operations meet.
fn field() -> impl Strategy<Value = String> {
    "[a-d]"
}

fn row() -> impl Strategy<Value = Path> {
    ("[r-s]", "[x-z]").prop_map(|(subform, row)| Path::field(subform).child(row))
}

fn fields() -> impl Strategy<Value = Map<String, Value>> {
    proptest::collection::btree_map(field(), scalar(), 0..3)
        .prop_map(|fields| fields.into_iter().collect())
}

fn change() -> impl Strategy<Value = Change> {
    let path = prop_oneof![
        field().prop_map(Path::field),
        (row(), field()).prop_map(|(row, field)| row.child(field)),
    ];
    prop_oneof![
        (path.clone(), scalar()).prop_map(|(path, value)| Change::Set { path, value }),
        path.prop_map(|path| Change::Unset { path }),
        (row(), fields()).prop_map(|(path, fields)| Change::PutRow { path, fields }),
        row().prop_map(|path| Change::DeleteRow { path }),
        scalar().prop_map(|m| Change::AddMembers {
            path: Path::field("m"),
            members: vec![m]
        }),
        scalar().prop_map(|m| Change::RemoveMembers {
            path: Path::field("m"),
            members: vec![m]
        }),
    ]
}

fn batches() -> impl Strategy<Value = Vec<Vec<Operation>>> {
    let operation =
        (proptest::option::of(0_u64..6), change()).prop_map(|(base, change)| Operation {
            id: None,
            base: base.map(Revision::new),
            change,
        });
    proptest::collection::vec(proptest::collection::vec(operation, 1..4), 1..8)
}

fn blank() -> Record {
    Record::blank(RecordType::Case, RecordId::from_uuid(Uuid::from_u128(1)))
}

/// Everything that happened to a record, with the last record.
fn run(batches: &[Vec<Operation>]) -> (Record, Vec<Event>) {
    let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
    let author = || Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::UPDATE);
    let create = Change::Set {
        path: Path::root(),
        value: json!({"a": 1, "r": []}),
    };
    let created = blank().change(vec![create], author()).unwrap().unwrap();
    let mut events = vec![created.event().clone()];
    let mut record = created.into_entity();
    for batch in batches {
        if let Some(changed) = record.clone().apply(batch.clone(), author()).changed {
            events.push(changed.event().clone());
            record = changed.into_entity();
        }
    }
    (record, events)
}

fn verify(record: &Record, events: &[Event], hashes: &[Event]) -> Result<(), BrokenChain> {
    let mut walk = ChainWalk::begin(blank());
    for (event, original) in events.iter().zip(hashes) {
        walk.step(event, original.hash())?;
    }
    walk.finish(record)
}

proptest! {
    #[test]
    fn applying_is_deterministic(batches in batches()) {
        prop_assert_eq!(run(&batches), run(&batches));
    }

    #[test]
    fn the_record_is_what_its_events_make_of_it(batches in batches()) {
        let (record, events) = run(&batches);
        prop_assert!(verify(&record, &events, &events).is_ok());
    }

    #[test]
    fn an_altered_event_breaks_the_chain(
        batches in batches(), at in any::<prop::sample::Index>(), what in 0_u8..6,
    ) {
        let (record, events) = run(&batches);
        let mut altered = events.clone();
        let event = &mut altered[at.index(events.len())];
        match what {
            0 => event.at = "2026-03-02T08:00:00Z".parse().unwrap(),
            1 => event.user = "somebody".parse().unwrap(),
            2 => event.action = EventAction::named("close"),
            3 => event.content = event.content.as_ref().map(|text| text.replace("\"a\"", "\"b\"") + " "),
            4 => event.previous = Some(primero_case_model::Digest::of(b"x")),
            _ => event.revision = event.revision.next(),
        }
        prop_assert!(verify(&record, &altered, &events).is_err());
    }

    #[test]
    fn a_missing_event_breaks_the_chain(batches in batches(), at in any::<prop::sample::Index>()) {
        let (record, mut events) = run(&batches);
        events.remove(at.index(events.len()));
        prop_assert!(verify(&record, &events, &events).is_err());
    }

    #[test]
    fn erased_content_leaves_the_chain_whole(batches in batches()) {
        let (record, mut events) = run(&batches);
        let original = events.clone();
        for event in &mut events {
            event.content = None;
        }
        prop_assert!(verify(&record, &events, &original).is_ok());
    }

    #[test]
    fn no_operation_is_lost_without_a_word(batches in batches()) {
        let (record, events) = run(&batches);
        let kept: usize = events.iter().map(|event| event.operations().unwrap().len()).sum();
        let mut accounted = 1;
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let create = Change::Set { path: Path::root(), value: json!({"a": 1, "r": []}) };
        let author = || Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::UPDATE);
        let mut again =
            blank().change(vec![create], author()).unwrap().map(Changed::into_entity).unwrap();
        for batch in &batches {
            let application = again.clone().apply(batch.clone(), author());
            prop_assert_eq!(application.outcomes.len(), batch.len());
            accounted += application
                .outcomes
                .iter()
                .filter(|outcome| {
                    matches!(outcome, Outcome::Applied | Outcome::Conflict { .. })
                })
                .count();
            again = application.changed.map_or(again, Changed::into_entity);
        }
        prop_assert_eq!(kept, accounted);
        prop_assert_eq!(again.data(), record.data());
    }

    #[test]
    fn changes_of_different_fields_commute(first in scalar(), second in scalar()) {
        let set = |field: &str, value: &Value| Operation {
            id: None,
            base: Some(Revision::new(1)),
            change: Change::set(field, value.clone()),
        };
        let (one, other) = (vec![set("b", &first)], vec![set("c", &second)]);
        let (forwards, _) = run(&[one.clone(), other.clone()]);
        let (backwards, _) = run(&[other, one]);
        prop_assert_eq!(forwards.data(), backwards.data());
    }
}
