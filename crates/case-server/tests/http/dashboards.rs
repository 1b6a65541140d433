//! `GET /api/v2/dashboards`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_overview_counts_what_its_lists_hold() {
    let app = TestApp::start().await;
    let answer = app
        .get("full", "/api/v2/dashboards?names%5B0%5D=case_overview")
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    insta::assert_json_snapshot!(answer.body);
    let total = &answer.body["data"][0]["indicators"]["total"];
    let filters: Vec<&str> = total["query"]
        .as_array()
        .unwrap()
        .iter()
        .map(|filter| filter.as_str().unwrap())
        .collect();
    let list = app
        .get("full", &format!("/api/v2/cases?{}", filters.join("&")))
        .await;
    assert_eq!(list.body["metadata"]["total"], total["count"]);
}

#[tokio::test]
async fn a_role_sees_its_own_dashboards_only() {
    let app = TestApp::start().await;
    let reader = app
        .get("reader", "/api/v2/dashboards?names[0]=case_overview")
        .await;
    assert_eq!(reader.body, json!({"data": []}));
    let unknown = app
        .get(
            "full",
            "/api/v2/dashboards?names[0]=nothing&names[1]=workflow",
        )
        .await;
    assert_eq!(unknown.body, json!({"data": []}));
    let all = app.get("full", "/api/v2/dashboards").await;
    assert_eq!(all.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(all.body["data"][0]["name"], "dashboard.case_overview");
}
