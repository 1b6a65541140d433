//! `/api/v2/flags` and `/api/v2/:records/:id/flags`.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestApp;

async fn path(app: &TestApp, name: &str) -> String {
    format!("/api/v2/cases/{}/flags", app.case_ids().await[name])
}

#[tokio::test]
async fn a_flag_is_raised_changed_and_resolved() {
    let app = TestApp::start().await;
    let flags = path(&app, "Test1").await;
    let body = json!({"data": {"message": "This is a flag", "date": "2026-03-02"}});
    let raised = app.post("flagger", &flags, body).await;
    assert_eq!(raised.status, StatusCode::OK, "{:?}", raised.body);
    insta::assert_json_snapshot!(raised.body, {
        ".data.record_id" => "[uuid]",
        ".data.record.id" => "[uuid]",
        ".data.short_id" => "[short id]",
    });
    let one = format!("{flags}/{}", raised.body["data"]["id"]);
    let body = json!({"data": {"message": "Changed"}});
    let changed = app.patch("flagger", &one, body.clone()).await;
    assert_eq!(changed.body["data"]["message"], "Changed");
    assert_eq!(changed.body["data"]["date"], "2026-03-02");
    let refused = app.patch("flagonly", &one, body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let body = json!({"data": {"unflag_message": "done"}});
    let resolved = app.patch("flagonly", &one, body).await;
    assert_eq!(resolved.status, StatusCode::OK, "{:?}", resolved.body);
    assert_eq!(resolved.body["data"]["removed"], true);
    assert_eq!(resolved.body["data"]["unflagged_by"], "flagonly");
    assert_eq!(resolved.body["data"]["unflagged_date"], "2026-03-01");
    assert_eq!(resolved.body["data"]["record"]["flag_count"], 0);
    let list = app.get("flagger", &flags).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
    assert!(list.body.get("metadata").is_none());
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn a_flag_says_something_and_is_for_a_day() {
    let app = TestApp::start().await;
    let flags = path(&app, "Test1").await;
    let body = json!({"data": {"message": " ", "date": "tomorrow"}});
    let refused = app.post("flagger", &flags, body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.body["errors"].as_array().unwrap();
    let fields: Vec<&Value> = errors.iter().map(|error| &error["detail"]).collect();
    assert_eq!(fields, ["message", "date"]);
    assert_eq!(errors[0]["message"], json!(["errors.models.flags.message"]));
    let missing = app.post("flagger", &flags, json!({})).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({"data": {"message": "look"}});
    let today = app.post("flagger", &flags, body).await;
    assert_eq!(today.body["data"]["date"], "2026-03-01");
}

#[tokio::test]
async fn a_flag_with_an_id_of_the_client_is_raised_once() {
    let app = TestApp::start().await;
    let flags = path(&app, "Test1").await;
    let id = "0f0f0f0f-1111-4222-8333-000000000001";
    let body = json!({"data": {"id": id, "message": "look"}});
    let raised = app.post("flagger", &flags, body.clone()).await;
    assert_eq!(raised.status, StatusCode::NO_CONTENT);
    assert_eq!(raised.body, Value::Null);
    let again = app.post("flagger", &flags, body).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let list = app.get("flagger", &flags).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn flags_need_their_right_and_a_record_and_404_comes_first() {
    let app = TestApp::start().await;
    let flags = path(&app, "Test1").await;
    let body = json!({"data": {"message": "look"}});
    assert_eq!(
        app.get("reader", &flags).await.status,
        StatusCode::FORBIDDEN
    );
    let refused = app.post("reader", &flags, body.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.body["errors"][0]["resource"], json!(flags));
    let ghost = "/api/v2/cases/47e3e51c-7049-4aff-bd3e-ded1b1c5477f/flags";
    let missing = app.post("reader", ghost, body.clone()).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let none = format!("{flags}/77");
    let missing = app.patch("flagger", &none, body).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        missing.body["errors"][0]["detail"],
        "Couldn't find Flag with 'id'=77"
    );
}

#[tokio::test]
async fn the_list_of_all_flags_has_those_of_ones_own_records() {
    let app = TestApp::start().await;
    let flags = path(&app, "Test1").await;
    let post = |user, message: &str| {
        let body = json!({"data": {"message": message}});
        app.post(user, &flags, body)
    };
    post("full", "open one").await;
    let second = post("flagger", "resolved one").await.body["data"]["id"].clone();
    let one = format!("{flags}/{second}");
    app.patch("full", &one, json!({"data": {"unflag_message": "done"}}))
        .await;
    let list = app
        .get(
            "full",
            "/api/v2/flags?active_only=true&record_type=cases&per=10",
        )
        .await;
    assert_eq!(list.status, StatusCode::OK, "{:?}", list.body);
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(list.body["data"][0]["name"], "Test1");
    let metadata = json!({"total": 1, "per": 10, "page": 1});
    assert_eq!(list.body["metadata"], metadata);
    let all = app.get("full", "/api/v2/flags").await;
    assert_eq!(all.body["metadata"]["total"], 2);
    let mine = app.get("full", "/api/v2/flags?flagged_by_me=true").await;
    assert_eq!(mine.body["metadata"]["total"], 1);
    let others = app.get("full", "/api/v2/flags?record_type=incidents").await;
    assert_eq!(others.body["metadata"]["total"], 0);
    let refused = app.get("flagger", "/api/v2/flags").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_list_is_flagged_as_a_whole() {
    let app = TestApp::start().await;
    let body = json!({"data": {
        "message": "check", "date": "2026-03-05", "filters": {"sex": ["female"], "status": "open"},
    }});
    let done = app.post("flagger", "/api/v2/cases/flags", body).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    let data = json!({"message": "check", "filters": {"sex": ["female"], "status": "open"}});
    assert_eq!(done.body["data"], data);
    let flagged = app
        .get("full", "/api/v2/cases?flagged=true&fields=short")
        .await;
    assert_eq!(flagged.body["metadata"]["total"], 3);
    assert_eq!(flagged.body["data"][0]["flag_count"], 1);
    let refused = app
        .post("flagonly", "/api/v2/cases/flags", json!({"data": {}}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let body = json!({"data": {"message": "check"}});
    let refused = app.post("flagger", "/api/v2/cases/flags", body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn nobody_writes_kept_rows_as_answers() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let case = format!("/api/v2/cases/{id}");
    let body = json!({"data": {"_flags": [{"id": 9}], "flag_count": 7, "age": 6}});
    let answer = app.call("full", Method::PATCH, &case, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let shown = app.get("full", &case).await;
    assert_eq!(shown.body["data"]["flag_count"], 0);
    assert!(shown.body["data"].get("_flags").is_none());
}
