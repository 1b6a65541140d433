//! Numbering events.

use std::sync::Arc;

use serde_json::json;

use crate::fixture::{changed, new_case, tenant, worker};

#[tokio::test]
async fn numbers_have_no_gaps_under_eight_writers_and_two_sealers() {
    const WRITERS: u64 = 8;
    const WRITES: u64 = 25;
    let tenant = Arc::new(tenant().await);
    let sealers: Vec<_> = (0..2)
        .map(|_| {
            let db = tenant.db.clone();
            tokio::spawn(async move { db.seal_forever().await })
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let tenant = Arc::clone(&tenant);
            tokio::spawn(async move {
                let owner = worker(&format!("worker{writer}"));
                for write in 0..WRITES {
                    let new = new_case(&tenant.clock, &owner, &json!({"age": write}));
                    if write % 5 == 0 {
                        // A transaction that is given up must not leave a gap.
                        let mut tx = tenant.db.begin().await.unwrap();
                        tx.records().store(&new).await.unwrap();
                        tx.rollback().await.unwrap();
                    } else {
                        tenant.store(&new).await.unwrap();
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    sealers.iter().for_each(tokio::task::JoinHandle::abort);
    while tenant.db.seal().await.unwrap() > 0 {}

    let expected = WRITERS * (WRITES - WRITES / 5);
    let verified = tenant.db.verify().await.unwrap();
    assert_eq!((verified.events, verified.sealed), (expected, expected));
    let mut tx = tenant.db.begin().await.unwrap();
    let sealed = tx.events().sealed_after(0, 1_000).await.unwrap();
    let numbers: Vec<u64> = sealed.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (1..=expected).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_cursor_goes_on_where_it_stopped() {
    let tenant = tenant().await;
    let record = tenant.case(json!({"name": "A"})).await;
    assert_eq!(tenant.db.seal().await.unwrap(), 1);
    let next = changed(&tenant.clock, record, "worker1", "name", json!("B"));
    tenant.store(&next).await.unwrap();
    let mut tx = tenant.db.begin().await.unwrap();
    assert_eq!(tx.events().sealed_after(1, 10).await.unwrap().len(), 0);
    drop(tx);
    assert_eq!(tenant.db.seal().await.unwrap(), 1);
    let mut tx = tenant.db.begin().await.unwrap();
    let sealed = tx.events().sealed_after(1, 10).await.unwrap();
    assert_eq!(sealed.len(), 1);
    assert_eq!(&sealed[0].event, next.event());
}

#[tokio::test]
async fn a_commit_wakes_the_sealer() {
    let tenant = tenant().await;
    let db = tenant.db.clone();
    let sealer = tokio::spawn(async move { db.seal_forever().await });
    tenant.case(json!({})).await;
    let mut numbered = 0;
    for _ in 0..500 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        numbered = tenant.db.verify().await.unwrap().sealed;
        if numbered == 1 {
            break;
        }
    }
    sealer.abort();
    assert_eq!(numbered, 1);
}
