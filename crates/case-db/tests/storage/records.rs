//! Records and their operations.

use primero_case_db::DbError;
use primero_case_model::event::{Authorship, EventAction};
use primero_case_model::{Change, Operation, OperationId, Outcome, RecordType, Revision};
use primero_kernel::Clock;
use serde_json::json;

use crate::fixture::{changed, new_case, tenant, worker};

#[tokio::test]
async fn a_stored_record_comes_back_as_it_was() {
    let tenant = tenant().await;
    let answers = json!({
        "name": "Amina \u{1F600}", "age": 9, "weight": 23.7, "small": 1e-7, "large": 1e300,
        "rows": [{"name": "Sara", "tags": ["a", "b"]}], "nothing": null, "deep": {"a": {"b": [1]}},
    });
    let record = tenant.case(answers).await;
    assert_eq!(tenant.find(record.id()).await, Some(record));
}

#[tokio::test]
async fn a_record_is_found_by_its_own_type_only() {
    let tenant = tenant().await;
    let record = tenant.case(json!({})).await;
    let mut tx = tenant.db.begin().await.unwrap();
    assert!(
        tx.records()
            .find(RecordType::Incident, record.id())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_stale_update_is_refused_and_writes_nothing() {
    let tenant = tenant().await;
    let read = tenant.case(json!({"name": "A"})).await;
    let first = changed(&tenant.clock, read.clone(), "worker1", "name", json!("B"));
    let second = changed(&tenant.clock, read, "worker2", "name", json!("C"));
    tenant.store(&first).await.unwrap();
    assert!(matches!(tenant.store(&second).await, Err(DbError::Stale)));
    assert_eq!(
        tenant.find(first.entity().id()).await.as_ref(),
        Some(first.entity())
    );
    let verified = tenant.db.verify().await.unwrap();
    assert_eq!((verified.records, verified.events), (1, 2));
}

#[tokio::test]
async fn an_id_that_is_taken_is_refused() {
    let tenant = tenant().await;
    let new = new_case(&tenant.clock, &worker("worker1"), &json!({}));
    tenant.store(&new).await.unwrap();
    let refused = tenant.store(&new).await.unwrap_err();
    let DbError::Exists { constraint } = refused else {
        panic!("{refused}")
    };
    assert_eq!(constraint, "records_key");
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let tenant = tenant().await;
    let new = new_case(&tenant.clock, &worker("worker1"), &json!({}));
    let mut tx = tenant.db.begin().await.unwrap();
    tx.records().store(&new).await.unwrap();
    drop(tx);
    assert_eq!(tenant.find(new.entity().id()).await, None);
    assert_eq!(tenant.db.verify().await.unwrap().events, 0);
}

#[tokio::test]
async fn operations_are_remembered_with_their_outcome() {
    let tenant = tenant().await;
    let record = tenant.case(json!({"name": "A"})).await;
    let other = changed(&tenant.clock, record, "worker2", "name", json!("B"));
    tenant.store(&other).await.unwrap();
    let [applied, conflicted] = [(); 2].map(|()| OperationId::generate(&tenant.clock));
    let operation = |id, field: &str| Operation {
        id: Some(id),
        base: Some(Revision::new(1)),
        change: Change::set(field, "C"),
    };
    let author = Authorship::new(
        &tenant.clock,
        "worker1".parse().unwrap(),
        EventAction::UPDATE,
    );
    let operations = vec![
        operation(applied, "nickname"),
        operation(conflicted, "name"),
    ];
    let application = other.into_entity().apply(operations, author);
    tenant.store(&application.changed.unwrap()).await.unwrap();

    let mut tx = tenant.db.begin().await.unwrap();
    let missing = OperationId::generate(&tenant.clock);
    let found = tx
        .operations()
        .find(&[applied, conflicted, missing])
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&applied].outcome, Outcome::Applied);
    assert!(matches!(
        found[&conflicted].outcome,
        Outcome::Conflict { .. }
    ));
    assert_eq!(found[&applied].revision, Revision::new(3));

    let later = tenant.clock.now() + jiff::SignedDuration::from_hours(24 * 91);
    assert_eq!(tx.operations().forget_before(later, 100).await.unwrap(), 2);
}

#[tokio::test]
async fn history_reads_in_order_and_from_a_revision() {
    let tenant = tenant().await;
    let mut record = tenant.case(json!({"name": "A"})).await;
    for name in ["B", "C"] {
        let next = changed(&tenant.clock, record, "worker2", "name", json!(name));
        tenant.store(&next).await.unwrap();
        record = next.into_entity();
    }
    let mut tx = tenant.db.begin().await.unwrap();
    let events = tx
        .events()
        .of_record(record.id(), Revision::new(1), 10)
        .await
        .unwrap();
    let revisions: Vec<u64> = events
        .iter()
        .map(|stored| stored.event.revision.number())
        .collect();
    assert_eq!(revisions, [2, 3]);
    assert_eq!(Some(events[1].hash), record.head());
    assert_eq!(events[0].event.user.as_str(), "worker2");
}
