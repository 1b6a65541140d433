//! The access log.

use jiff::Timestamp;
use primero_case_db::access_log::AccessEntry;
use primero_case_model::{RecordId, RecordType};
use primero_kernel::Clock;

use crate::fixture::tenant;

fn entry(at: Timestamp, record: RecordId) -> AccessEntry {
    AccessEntry {
        at,
        user_name: Some("worker1".to_owned()),
        role_id: Some("role-cp".to_owned()),
        agency_id: None,
        action: "show".to_owned(),
        allowed: true,
        record_type: Some(RecordType::Case),
        record_id: Some(record),
        method: "GET".to_owned(),
        route: "/api/v2/cases/{id}".to_owned(),
        request_id: None,
        client_address: Some("127.0.0.1".to_owned()),
        details: None,
    }
}

#[tokio::test]
async fn entries_of_many_requests_share_commits_and_all_arrive() {
    let tenant = tenant().await;
    let record = RecordId::generate(&tenant.clock);
    let now = tenant.clock.now();
    let writes: Vec<_> = (0..300)
        .map(|_| {
            let log = tenant.db.access_log();
            tokio::spawn(async move { log.record(entry(now, record)).await })
        })
        .collect();
    for write in writes {
        write.await.unwrap().unwrap();
    }
    let count = "select count(*), count(distinct xmin::text) from access_log";
    let (entries, commits): (i64, i64) = sqlx::query_as(count)
        .fetch_one(&mut tenant.behind().await)
        .await
        .unwrap();
    assert_eq!(entries, 300);
    assert!(commits < 100, "{commits} commits for 300 entries");
}

#[tokio::test]
async fn an_entry_can_share_the_commit_of_a_write() {
    let tenant = tenant().await;
    let record = RecordId::generate(&tenant.clock);
    let mut tx = tenant.db.begin().await.unwrap();
    tx.log_access(&entry(tenant.clock.now(), record))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = tenant.db.begin().await.unwrap();
    let accesses = tx
        .accesses_of_record(record, Timestamp::MAX, 10)
        .await
        .unwrap();
    assert_eq!(accesses.len(), 1);
    assert_eq!(accesses[0].user_name.as_deref(), Some("worker1"));
}

#[tokio::test]
async fn the_log_cannot_be_changed() {
    let tenant = tenant().await;
    let record = RecordId::generate(&tenant.clock);
    tenant
        .db
        .access_log()
        .record(entry(tenant.clock.now(), record))
        .await
        .unwrap();
    let mut behind = tenant.behind().await;
    for statement in [
        "delete from access_log",
        "update access_log set allowed = false",
    ] {
        let refused = sqlx::query(statement)
            .execute(&mut behind)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("is append-only"), "{refused}");
    }
}
