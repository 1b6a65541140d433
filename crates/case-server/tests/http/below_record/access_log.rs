//! `GET /api/v2/:records/:id/access_log`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_access_log_tells_who_opened_and_changed_a_record() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let case = format!("/api/v2/cases/{id}");
    app.get("reader", &case).await;
    app.get("self1", &case).await;
    let body = json!({"data": {"age": 6}});
    app.patch("full", &case, body).await;
    let log = format!("{case}/access_log");
    let list = app.get("full", &log).await;
    assert_eq!(list.status, StatusCode::OK, "{:?}", list.body);
    insta::assert_json_snapshot!(list.body, {
        ".data[].record_id" => "[uuid]",
        ".data[].id" => "[number]",
    });
    let list = app
        .get("full", &format!("{log}?filters[actions][0]=show"))
        .await;
    assert_eq!(list.body["metadata"]["total"], 1);
    let list = app
        .get("full", &format!("{log}?filters[access_users][0]=full"))
        .await;
    assert_eq!(list.body["data"][0]["action"], "update");
    let list = app
        .get("full", &format!("{log}?filters[timestamp][to]=2026-02-01"))
        .await;
    assert_eq!(list.body["data"], json!([]));
    assert_eq!(app.get("reader", &log).await.status, StatusCode::FORBIDDEN);
}
