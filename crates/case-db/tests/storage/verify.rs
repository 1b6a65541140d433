//! Tampering is found, whatever is touched.

use primero_case_db::verify::VerifyError;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::fixture::{Tenant, changed, tenant};

/// Two records with two events each, all sealed.
async fn sealed_tenant() -> Tenant {
    let tenant = tenant().await;
    for name in ["A", "B"] {
        let record = tenant.case(json!({"name": name})).await;
        let next = changed(&tenant.clock, record, "worker1", "name", json!("C"));
        tenant.store(&next).await.unwrap();
    }
    tenant.db.seal().await.unwrap();
    tenant
}

/// Changes the database as somebody would who holds the tables.
async fn tamper(tenant: &Tenant, sql: &str) {
    let guarded = "alter table record_events disable trigger all; \
                   alter table sealed_events disable trigger all;";
    let sql = format!("{guarded} {sql}");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut tenant.behind().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_untouched_database_verifies() {
    let tenant = sealed_tenant().await;
    let verified = tenant.db.verify().await.unwrap();
    assert_eq!(
        (verified.records, verified.events, verified.sealed),
        (2, 4, 4)
    );
    assert!(verified.head.is_some());
}

#[tokio::test]
async fn every_change_behind_the_service_is_found() {
    let one =
        "event_id = (select event_id from record_events order by record_id, revision limit 1)";
    let last = "event_id = (select event_id from record_events order by revision desc limit 1)";
    let changes = [
        format!("update record_events set user_name = 'somebody' where {one}"),
        format!("update record_events set at = at + interval '1 second' where {one}"),
        format!("update record_events set action = 'close' where {one}"),
        format!("update record_events set device_id = gen_random_uuid() where {one}"),
        format!("update record_events set content = replace(content, 'name', 'nome') where {one}"),
        format!("update record_events set hash = sha256('x') where {one}"),
        format!("update record_events set content_digest = sha256('x') where {one}"),
        format!("update record_events set revision = 7 where {last}"),
        format!("delete from record_events where {one}"),
        format!("delete from record_events where {last}"),
        format!(
            "insert into record_events select gen_random_uuid(), record_type, record_id, 9, hash, \
             hash, at, user_name, device_id, action, content_digest, content \
             from record_events where {last}"
        ),
        "update records set data = data || '{\"name\": \"X\"}'".to_owned(),
        "update records set versions = '{}'".to_owned(),
        "update records set revision = revision + 1".to_owned(),
        "delete from records where name = 'C'".to_owned(),
        "delete from sealed_events where number = 2".to_owned(),
        "delete from sealed_events where number = 4".to_owned(),
        "update sealed_events set event_hash = sha256('x') where number = 4".to_owned(),
        "update sealed_events set seal = sha256('x') where number = 1".to_owned(),
        "update sealed_events set number = 9 where number = 4".to_owned(),
        "update sealed_events as a set event_id = gen_random_uuid() where number = 3".to_owned(),
    ];
    for change in changes {
        let tenant = sealed_tenant().await;
        tamper(&tenant, &change).await;
        let found = tenant.db.verify().await;
        assert!(found.is_err(), "not found: {change}");
        assert!(!matches!(
            found,
            Err(VerifyError::Db(primero_case_db::DbError::Query { .. }))
        ));
    }
}

#[tokio::test]
async fn history_cannot_be_changed_by_a_plain_statement() {
    let tenant = sealed_tenant().await;
    let statements = [
        "update record_events set user_name = 'x'",
        "update record_events set content = null",
        "delete from record_events",
        "truncate record_events",
        "update sealed_events set number = number + 1",
        "delete from sealed_events",
        "truncate sealed_events",
    ];
    let mut behind = tenant.behind().await;
    for statement in statements {
        let refused = sqlx::query(statement)
            .execute(&mut behind)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains("is append-only"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn content_can_be_erased_by_a_transaction_that_says_so_and_the_chains_hold() {
    let tenant = sealed_tenant().await;
    let erase = "begin; set local primero.erasure = 'on'; \
                 update record_events set content = null; commit";
    sqlx::raw_sql(erase)
        .execute(&mut tenant.behind().await)
        .await
        .unwrap();
    assert_eq!(tenant.db.verify().await.unwrap().sealed, 4);
    let more = "begin; set local primero.erasure = 'on'; \
                update record_events set content = null, user_name = 'x'; commit";
    let refused = sqlx::raw_sql(more)
        .execute(&mut tenant.behind().await)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("is append-only"));
}
