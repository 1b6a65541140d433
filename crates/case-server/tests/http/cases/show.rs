//! `GET /api/v2/cases/:id`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_case_shows_what_is_stored_and_permitted() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let answer = app
        .get("full", &format!("/api/v2/cases/{}", ids["Test3"]))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    insta::assert_json_snapshot!(answer.body, {
        ".data.id" => "[uuid]",
        ".data.case_id" => "[uuid]",
        ".data.unique_identifier" => "[uuid]",
        ".data.short_id" => "[short id]",
        ".data.case_id_display" => "[short id]",
    });
}

#[tokio::test]
async fn fields_of_forms_that_the_role_lacks_are_left_out() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let answer = app
        .get("svc", &format!("/api/v2/cases/{}", ids["Test3"]))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body["data"].get("name").is_none());
    assert!(answer.body["data"].get("family_details_section").is_none());
    assert_eq!(answer.body["data"]["status"], "open");
}

#[tokio::test]
async fn a_case_out_of_scope_is_forbidden_and_an_unknown_one_not_found() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let answer = app
        .get("self1", &format!("/api/v2/cases/{}", ids["Test1"]))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    for id in ["x", "47e3e51c-7049-4aff-bd3e-ded1b1c5477f"] {
        let path = format!("/api/v2/cases/{id}");
        let answer = app.get("full", &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let detail = format!("Couldn't find Child with 'id'={id}");
        let message = json!("Not Found");
        assert_eq!(answer.body["errors"][0]["detail"], json!(detail));
        assert_eq!(answer.body["errors"][0]["message"], message);
    }
}

#[tokio::test]
async fn a_case_has_one_path_only() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test3"].clone();
    for other in [
        format!("urn:uuid:{id}"),
        format!("%7B{id}%7D"),
        id.replace('-', ""),
    ] {
        let answer = app.get("full", &format!("/api/v2/cases/{other}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn a_hidden_name_is_stars() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let path = format!("/api/v2/cases/{}", ids["Test1"]);
    let hidden = app
        .patch("full", &path, json!({"data": {"hidden_name": true}}))
        .await;
    assert_eq!(hidden.status, StatusCode::OK, "{:?}", hidden.body);
    let answer = app.get("full", &path).await;
    assert_eq!(answer.body["data"]["name"], "*******");
    let list = app.get("full", "/api/v2/cases?age=5&fields=short").await;
    assert_eq!(list.body["data"][0]["name"], "*******");
}

#[tokio::test]
async fn looking_is_written_down_whether_it_was_allowed_or_not() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let id = ids["Test1"].parse().unwrap();
    app.get("reader", &format!("/api/v2/cases/{}", ids["Test1"]))
        .await;
    app.get("self1", &format!("/api/v2/cases/{}", ids["Test1"]))
        .await;
    let mut tx = app.db.begin().await.unwrap();
    let entries = tx
        .accesses_of_record(id, jiff::Timestamp::MAX, 10)
        .await
        .unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.user_name.as_deref().unwrap(),
                entry.action.as_str(),
                entry.allowed,
            )
        })
        .collect();
    assert_eq!(seen, [("self1", "show", false), ("reader", "show", true)]);
}
