//! What was acknowledged is there after a crash, and nothing is half there.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use primero_case_db::{Db, schema};
use primero_case_model::{Record, RecordId, RecordType};
use primero_testkit::{Durability, PrivatePostgres, TestDatabase};
use serde_json::json;

use crate::fixture::{changed, clock, new_case, settings, worker};

/// Writes records and changes to them until told to stop, and notes what was acknowledged.
async fn write(db: Db, name: String, acknowledged: Arc<Mutex<Vec<Record>>>) {
    let clock = primero_kernel::SystemClock;
    let owner = worker(&name);
    loop {
        let new = new_case(&clock, &owner, &json!({"name": "A"}));
        let next = changed(&clock, new.entity().clone(), &name, "name", json!("B"));
        for change in [new, next] {
            let stored = async {
                let mut tx = db.begin().await?;
                tx.records().store(&change).await?;
                tx.commit().await
            };
            if stored.await.is_err() {
                break;
            }
            acknowledged.lock().unwrap().push(change.into_entity());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_the_server_under_eight_writers_loses_nothing() {
    const KILLS: u32 = 4;
    let mut server = PrivatePostgres::start(Durability::Durable).unwrap();
    let database = TestDatabase::on(&server, "postgres");
    schema::migrate(&settings(&database)).await.unwrap();
    let db = Db::connect(&settings(&database)).unwrap();
    let sealer = tokio::spawn({
        let db = db.clone();
        async move { db.seal_forever().await }
    });
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let writers: Vec<_> = (0..8)
        .map(|n| {
            tokio::spawn(write(
                db.clone(),
                format!("worker{n}"),
                Arc::clone(&acknowledged),
            ))
        })
        .collect();
    for _ in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(700)).await;
        server.kill_and_restart().unwrap();
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    writers.iter().for_each(tokio::task::JoinHandle::abort);
    sealer.abort();

    let fresh = Db::connect(&settings(&database)).unwrap();
    while fresh.seal().await.unwrap() > 0 {}
    let verified = fresh.verify().await.unwrap();
    assert_eq!(verified.sealed, verified.events);
    let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
    assert!(
        acknowledged.len() > 100,
        "only {} writes",
        acknowledged.len()
    );
    assert!(verified.events >= acknowledged.len() as u64);
    let mut tx = fresh.begin().await.unwrap();
    for written in &acknowledged {
        let found = tx
            .records()
            .find(RecordType::Case, written.id())
            .await
            .unwrap()
            .unwrap();
        assert!(found.revision() >= written.revision());
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_an_error_that_passes() {
    let mut server = PrivatePostgres::start(Durability::Durable).unwrap();
    let database = TestDatabase::on(&server, "postgres");
    schema::migrate(&settings(&database)).await.unwrap();
    let db = Db::connect(&settings(&database)).unwrap();
    let new = new_case(&clock(), &worker("worker1"), &json!({}));
    let mut tx = db.begin().await.unwrap();
    tx.records().store(&new).await.unwrap();
    server.kill_and_restart().unwrap();
    let lost = tx.commit().await.unwrap_err();
    assert!(lost.is_retryable(), "{lost}");
    // The same pool heals by itself, and what was not committed is not there.
    let mut tx = db.begin().await.unwrap();
    let id: RecordId = new.entity().id();
    assert!(
        tx.records()
            .find(RecordType::Case, id)
            .await
            .unwrap()
            .is_none()
    );
}
