//! `GET /api/v2/:records/:id/record_history`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

async fn changed(app: &TestApp) -> String {
    let id = app.case_ids().await["Test1"].clone();
    let case = format!("/api/v2/cases/{id}");
    for data in [
        json!({"age": 10}),
        json!({"sex": "female", "name": "Amina"}),
    ] {
        let body = json!({"data": data});
        let answer = app.patch("full", &case, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    }
    format!("{case}/record_history")
}

#[tokio::test]
async fn the_newest_change_comes_first_with_both_sides() {
    let app = TestApp::start().await;
    let history = changed(&app).await;
    let list = app.get("full", &history).await;
    assert_eq!(list.status, StatusCode::OK, "{:?}", list.body);
    let metadata = json!({"total": 3, "per": 20, "page": 1});
    assert_eq!(list.body["metadata"], metadata);
    let rows = list.body["data"].as_array().unwrap();
    assert_eq!(
        rows[1]["record_changes"],
        json!([{"age": {"from": 5, "to": 10}}])
    );
    assert_eq!(rows[0]["datetime"], "2026-03-01T08:00:00Z");
    assert_eq!(rows[0]["record_type"], "cases");
    assert_eq!(rows[0]["user_name"], "full");
    assert_eq!(rows[2]["action"], "create");
    let page = app.get("full", &format!("{history}?per=1&page=2")).await;
    assert_eq!(page.body["data"][0], rows[1]);
    assert_eq!(page.body["metadata"]["total"], 3);
}

#[tokio::test]
async fn a_history_is_narrowed_to_fields_or_sections() {
    let app = TestApp::start().await;
    let history = changed(&app).await;
    let list = app
        .get(
            "full",
            &format!("{history}?filters%5Bfield_names%5D%5B0%5D=age"),
        )
        .await;
    let rows = list.body["data"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0]["record_changes"],
        json!([{"age": {"from": 5, "to": 10}}])
    );
    let list = app
        .get(
            "full",
            &format!("{history}?filters[form_unique_ids][0]=services"),
        )
        .await;
    assert_eq!(list.body["data"], json!([]));
    assert_eq!(list.body["metadata"]["total"], 0);
}

#[tokio::test]
async fn a_hidden_name_stays_hidden_in_history() {
    let app = TestApp::start().await;
    let history = changed(&app).await;
    let case = history.trim_end_matches("/record_history");
    let body = json!({"data": {"hidden_name": true}});
    app.patch("full", case, body).await;
    let body = json!({"data": {"name": "Zahra"}});
    app.patch("full", case, body).await;
    let list = app.get("full", &history).await;
    let changes = &list.body["data"][0]["record_changes"];
    assert_eq!(
        changes,
        &json!([{"name": {"from": "*******", "to": "*******"}}])
    );
    assert!(!list.body.to_string().contains("Zahra"));
    assert!(!list.body.to_string().contains("Amina"), "{}", list.body);
}

#[tokio::test]
async fn a_history_needs_its_right() {
    let app = TestApp::start().await;
    let history = changed(&app).await;
    assert_eq!(
        app.get("reader", &history).await.status,
        StatusCode::FORBIDDEN
    );
    let ghost = "/api/v2/cases/47e3e51c-7049-4aff-bd3e-ded1b1c5477f/record_history";
    assert_eq!(app.get("reader", ghost).await.status, StatusCode::NOT_FOUND);
}
