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

#[tokio::test]
async fn a_referral_is_found_by_its_receiver_as_far_as_it_has_come() {
    let app = TestApp::start().await;
    let case = app.case_ids().await["TestA"].clone();
    let referrals = format!("/api/v2/cases/{case}/referrals");
    let body = json!({"data": {"transitioned_to": "user2"}});
    let referral = app.post("user1", &referrals, body).await;
    let id = referral.body["data"]["id"].as_str().unwrap();
    let total = async |step: &str| {
        let path = format!("/api/v2/cases?referred_users_{step}=user2");
        app.get("user2", &path).await.body["metadata"]["total"].clone()
    };
    assert_eq!(total("pending").await, 1);
    let body = json!({"data": {"status": "accepted"}});
    app.patch("user2", &format!("{referrals}/{id}"), body).await;
    assert_eq!(total("pending").await, 0);
    assert_eq!(total("accepted").await, 1);
}
