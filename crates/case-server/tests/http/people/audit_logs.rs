//! `/api/v2/audit_logs`.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Browser, TestApp};

const LOGS: &str = "/api/v2/audit_logs";

async fn entries(app: &TestApp, query: &str) -> Vec<Value> {
    let list = app.get("admin", &format!("{LOGS}?{query}")).await;
    assert_eq!(list.status, StatusCode::OK, "{:?}", list.body);
    list.body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_audit_log_is_for_those_who_may_read_it() {
    let app = TestApp::start().await;
    assert_eq!(app.get("reader", LOGS).await.status, StatusCode::FORBIDDEN);
    let list = app.get("admin", LOGS).await;
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.body["metadata"]["per"], 100);
    let list = app.get("admin", "/api/v2/audit_logs?per=5000").await;
    assert_eq!(list.body["metadata"]["per"], 5000);
}

#[tokio::test]
async fn it_tells_who_looked_at_and_changed_which_case() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{id}");
    app.get("reader", &path).await;
    app.patch("full", &path, json!({"data": {"age": 7}})).await;
    app.get("none", &path).await;
    let seen = entries(&app, "record_type[0]=Child&audit_log_actions[0]=show").await;
    assert_eq!(seen.len(), 1);
    insta::assert_json_snapshot!(seen[0], {
        ".id" => "[id]",
        ".record_id" => "[uuid]",
        ".display_id" => "[short id]",
        ".resource_url" => "[url]",
        ".log_message.identifier" => "[identifier]",
    });
    assert_eq!(seen[0]["record_id"], json!(id));
    let short = seen[0]["display_id"].as_str().unwrap();
    assert_eq!(
        seen[0]["log_message"]["identifier"],
        format!("Case '{short}'")
    );
    let changed = entries(&app, "user_name=full&audit_log_actions[0]=update").await;
    assert_eq!(changed.len(), 1);
}

#[tokio::test]
async fn it_tells_of_signing_in_of_failing_to_and_of_signing_out() {
    let app = TestApp::start().await;
    let mut browser = Browser::signed_in(&app, "reader").await;
    browser.get("/health/server?session=true").await;
    let wrong = json!({"user": {"user_name": "reader", "password": "wrong!"}});
    let refused = browser
        .send(Method::POST, "/api/v2/tokens", Some(wrong))
        .await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let signed_in = entries(&app, "audit_log_actions[0]=login").await;
    assert_eq!(signed_in.len(), 1);
    assert_eq!(signed_in[0]["user_name"], "reader");
    assert_eq!(signed_in[0]["record_type"], "user");
    let failed = entries(&app, "audit_log_actions[0]=failed_login").await;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["user_name"], "reader");
    let mut browser = Browser::signed_in(&app, "full").await;
    browser.send(Method::DELETE, "/api/v2/tokens", None).await;
    let signed_out = entries(&app, "audit_log_actions[0]=logout").await;
    assert_eq!(signed_out.len(), 1);
    assert_eq!(signed_out[0]["user_name"], "full");
    assert_eq!(signed_out[0]["record_type"], "user");
}

#[tokio::test]
async fn it_tells_of_changes_of_users_and_roles() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let path = format!("/api/v2/users/{id}");
    app.patch("admin", &path, json!({"data": {"full_name": "x"}}))
        .await;
    app.patch(
        "admin",
        "/api/v2/roles/1",
        json!({"data": {"description": "x"}}),
    )
    .await;
    let users = entries(&app, "record_type[0]=User&audit_log_actions[0]=update").await;
    assert_eq!(users.len(), 1);
    assert_eq!(users[0]["record_id"], id.to_string());
    assert_eq!(users[0]["resource_url"], format!("http://localhost{path}"));
    let roles = entries(&app, "record_type[0]=Role").await;
    assert_eq!(roles.len(), 1);
    assert_eq!(roles[0]["action"], "update");
    let lookup = json!({"data": {"unique_id": "lookup-new", "name": {"en": "New"}, "values": []}});
    app.post("admin", "/api/v2/lookups", lookup).await;
    app.get("admin", "/api/v2/lookups").await;
    let lookups = entries(&app, "record_type[0]=Lookup").await;
    assert_eq!(lookups.len(), 1);
    assert_eq!(lookups[0]["action"], "create");
}

#[tokio::test]
async fn it_is_narrowed_to_a_span_of_time_and_ordered() {
    let app = TestApp::start().await;
    app.get("reader", "/api/v2/cases").await;
    app.clock.set("2026-03-05T08:00:00Z".parse().unwrap());
    app.get("full", "/api/v2/cases").await;
    let first = entries(&app, "record_type[0]=Child&to=2026-03-02T00:00:00Z").await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["action"], "list");
    let later = entries(&app, "record_type[0]=Child&from=2026-03-02").await;
    assert_eq!(later[0]["user_name"], "full");
    let oldest = entries(&app, "record_type[0]=Child&order_by=timestamp&order=asc").await;
    assert_eq!(oldest[0]["user_name"], "reader");
}
