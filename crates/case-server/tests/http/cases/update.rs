//! `PATCH` and `DELETE /api/v2/cases/:id`.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;

const MOTHER: &str = "5b0c0000-0000-4000-8000-000000000001";
const GHOST: &str = "47e3e51c-7049-4aff-bd3e-ded1b1c5477f";

async fn path(app: &TestApp, name: &str) -> String {
    format!("/api/v2/cases/{}", app.case_ids().await[name])
}

#[tokio::test]
async fn an_update_answers_with_what_changed() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    app.clock.advance(SignedDuration::from_mins(1));
    let sent = json!({"data": {"name": "Tester", "age": 10, "sex": "female"}});
    let answer = app.patch("full", &path, sent).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    insta::assert_json_snapshot!(answer.body, { ".data.id" => "[uuid]" });
}

#[tokio::test]
async fn unknown_and_protected_keys_are_ignored() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let before = app.get("full", &path).await.body;
    let sent = json!({"data": {
        "unauthorized_field": "0001",
        "owned_by": "reader",
        "created_at": "2000-01-01",
        "created_by": "reader",
        "short_id": "0000000",
        "case_id_display": "0",
        "id": GHOST,
    }});
    let answer = app.patch("full", &path, sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.get("full", &path).await.body, before);
}

#[tokio::test]
async fn rows_merge_by_their_ids() {
    let app = TestApp::start().await;
    let path = path(&app, "Test3").await;
    let rows = json!([
        {"unique_id": MOTHER, "relation_type": "mother", "relation_age": 35},
        {"unique_id": GHOST, "relation_type": "uncle", "relation_age": 50},
    ]);
    let sent = json!({"data": {"family_details_section": rows}});
    let answer = app.patch("full", &path, sent).await;
    assert_eq!(
        answer.body["data"]["family_details_section"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let shown = app.get("full", &path).await;
    let rows = shown.body["data"]["family_details_section"]
        .as_array()
        .unwrap()
        .clone();
    let types: Vec<&Value> = rows.iter().map(|row| &row["relation_type"]).collect();
    assert_eq!(types, ["mother", "father", "uncle"]);
    assert_eq!(rows[0]["relation_age"], 35);
}

#[tokio::test]
async fn an_empty_list_keeps_the_rows_and_destroy_removes_one() {
    let app = TestApp::start().await;
    let path = path(&app, "Test3").await;
    let count = |body: &Value| {
        body["data"]["family_details_section"]
            .as_array()
            .unwrap()
            .len()
    };
    app.patch(
        "full",
        &path,
        json!({"data": {"family_details_section": []}}),
    )
    .await;
    assert_eq!(count(&app.get("full", &path).await.body), 2);
    let destroy = json!([{"unique_id": MOTHER, "_destroy": true}]);
    app.patch(
        "full",
        &path,
        json!({"data": {"family_details_section": destroy}}),
    )
    .await;
    assert_eq!(count(&app.get("full", &path).await.body), 1);
}

#[tokio::test]
async fn an_unknown_case_is_not_found_before_anything_else() {
    let app = TestApp::start().await;
    let body = json!({"data": {"name": "Tester"}});
    let answer = app
        .patch("full", "/api/v2/cases/thisdoesntexist", body.clone())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = app
        .patch("none", &format!("/api/v2/cases/{GHOST}"), body.clone())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let path = path(&app, "Test1").await;
    assert_eq!(
        app.patch("reader", &path, body).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn an_action_opens_its_own_fields_only() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let sent = json!({
        "data": {"name": "Tester 1", "services_section": [{"service_type": "test-type"}]},
        "record_action": "services_section_from_case",
    });
    let answer = app.patch("svc", &path, sent.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(
        answer.body["data"]["services_section"][0]["service_type"],
        "test-type"
    );
    assert!(answer.body["data"].get("name").is_none());
    assert_eq!(app.get("full", &path).await.body["data"]["name"], "Test1");
    assert_eq!(
        app.patch("reader", &path, sent).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn closing_and_disabling_have_rights_of_their_own() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let close = json!({"data": {"status": "closed"}, "record_action": "close"});
    assert_eq!(
        app.patch("disabler", &path, close.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let closed = app.patch("closer", &path, close).await;
    assert_eq!(closed.body["data"]["status"], "closed");
    let disable =
        json!({"data": {"record_state": false}, "record_action": "enable_disable_record"});
    let disabled = app.patch("disabler", &path, disable).await;
    assert_eq!(disabled.body["data"]["record_state"], false);
    assert_eq!(disabled.body["data"]["enabled"], false);
}

#[tokio::test]
async fn closing_and_reopening_write_their_fields_without_a_form() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let close = json!({
        "data": {"status": "closed", "date_closure": "2026-02-03", "record_state": false},
        "record_action": "close",
    });
    let closed = app.patch("closer", &path, close).await;
    assert_eq!(closed.status, StatusCode::OK, "{:?}", closed.body);
    assert_eq!(closed.body["data"]["date_closure"], "2026-02-03");
    assert_eq!(closed.body["data"]["enabled"], true);
    let reopen = json!({
        "data": {"status": "open", "workflow": "reopened", "case_status_reopened": true},
        "record_action": "reopen",
    });
    let reopened = app.patch("reopener", &path, reopen).await;
    assert_eq!(reopened.body["data"]["workflow"], "reopened");
    let shown = app.get("full", &path).await;
    assert_eq!(shown.body["data"]["workflow"], "reopened");
    let plain = json!({"data": {"workflow": "closed", "date_closure": "2026-02-04"}});
    app.patch("full", &path, plain).await;
    let shown = app.get("full", &path).await;
    assert_eq!(shown.body["data"]["workflow"], "reopened");
    let wrong = json!({"data": {"date_closure": "soon"}, "record_action": "close"});
    let refused = app.patch("closer", &path, wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.body["errors"][0]["detail"],
        json!(["/date_closure"])
    );
}

#[tokio::test]
async fn a_record_is_given_to_a_known_person_only() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let given = |name: &str, action: Option<&str>| json!({"data": {"identified_by": name}, "record_action": action});
    let refused = app
        .patch("full", &path, given("reader", Some("attribute")))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["errors"][0]["detail"], "identified_by");
    let ignored = app.patch("full", &path, given("reader", None)).await;
    assert_eq!(ignored.status, StatusCode::OK);
    let list = app
        .get("full", "/api/v2/cases?identified_by=reader&fields=name")
        .await;
    assert_eq!(list.body["metadata"]["total"], 0);
}

#[tokio::test]
async fn the_stars_of_a_hidden_name_never_replace_it() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let hide = json!({"data": {"hidden_name": true}});
    app.patch("full", &path, hide).await;
    let sent_back = json!({"data": {"name": "*******", "age": 6}});
    let answer = app.patch("full", &path, sent_back).await;
    assert_eq!(answer.body["data"]["age"], 6);
    let show = json!({"data": {"hidden_name": false}});
    app.patch("full", &path, show).await;
    assert_eq!(app.get("full", &path).await.body["data"]["name"], "Test1");
}

#[tokio::test]
async fn deleting_disables() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    assert_eq!(
        app.call("closer", Method::DELETE, &path, None).await.status,
        StatusCode::FORBIDDEN
    );
    let answer = app.call("disabler", Method::DELETE, &path, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    let data = answer.body["data"].as_object().unwrap();
    assert_eq!(data.keys().collect::<Vec<_>>(), ["id"]);
    assert_eq!(app.get("full", &path).await.body["data"]["enabled"], false);
}

#[tokio::test]
async fn writes_at_the_same_time_lose_nothing() {
    let app = TestApp::start().await;
    let path = path(&app, "Test3").await;
    let add = |index: usize| {
        let (app, path) = (&app, path.clone());
        async move {
            let id = format!("00000000-0000-4000-8000-{index:012}");
            let rows = json!([{"unique_id": id, "relation_age": index}]);
            let sent = json!({"data": {"family_details_section": rows}});
            app.patch("full", &path, sent).await.status
        }
    };
    let (a, b, c, d) = tokio::join!(add(1), add(2), add(3), add(4));
    assert_eq!([a, b, c, d], [StatusCode::OK; 4]);
    let shown = app.get("full", &path).await;
    assert_eq!(
        shown.body["data"]["family_details_section"]
            .as_array()
            .unwrap()
            .len(),
        6
    );
}

#[tokio::test]
async fn an_action_that_nobody_knows_is_for_those_who_may_do_everything() {
    let app = TestApp::start().await;
    let path = path(&app, "Test4").await;
    let sent = json!({"data": {"age": 3}, "record_action": "nonsense"});
    let refused = app.patch("self1", &path, sent.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = app.patch("full", &path, sent).await;
    assert_eq!(done.body["data"]["age"], 3);
}

#[tokio::test]
async fn an_action_answers_with_its_own_fields_only() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let close = json!({"data": {"status": "closed", "age": 6}, "record_action": "close"});
    let closed = app.patch("closer", &path, close).await;
    let data = closed.body["data"].as_object().unwrap();
    let keys: Vec<&str> = data.keys().map(String::as_str).collect();
    assert_eq!(keys, ["enabled", "id", "last_updated_at", "status"]);
    assert_eq!(app.get("full", &path).await.body["data"]["age"], 5);
}

#[tokio::test]
async fn a_put_is_a_patch() {
    let app = TestApp::start().await;
    let path = path(&app, "Test3").await;
    let sent = json!({"data": {"age": 7}});
    let answer = app.call("full", Method::PUT, &path, Some(sent)).await;
    assert_eq!(answer.body["data"]["age"], 7);
    let shown = app.get("full", &path).await;
    assert_eq!(shown.body["data"]["name"], "Test3");
}

#[tokio::test]
async fn a_change_without_data_is_refused_after_the_lookup_and_the_right() {
    let app = TestApp::start().await;
    let ghost = format!("/api/v2/cases/{GHOST}");
    let known = path(&app, "Test1").await;
    for (user, path, status) in [
        ("full", &ghost, StatusCode::NOT_FOUND),
        ("reader", &known, StatusCode::FORBIDDEN),
        ("full", &known, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(
            app.patch(user, path, json!({})).await.status,
            status,
            "{user}"
        );
    }
}

#[tokio::test]
async fn wrong_values_are_named_down_to_the_row_and_nothing_is_written() {
    let app = TestApp::start().await;
    let path = path(&app, "Test3").await;
    let rows = json!([{"unique_id": MOTHER, "relation_age": "old"}, {"unique_id": "X"}]);
    let sent = json!({"data": {
        "name": "Other",
        "date_of_birth": "is invalid",
        "urgent_protection_concern": null,
        "family_details_section": rows,
    }});
    let answer = app.patch("full", &path, sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = &answer.body["errors"][0];
    assert_eq!(error["message"], "Invalid Record JSON");
    assert_eq!(
        error["detail"],
        json!([
            "/date_of_birth",
            "/family_details_section/0/relation_age",
            "/family_details_section/1/unique_id",
            "/urgent_protection_concern",
        ])
    );
    let shown = app.get("full", &path).await;
    assert_eq!(shown.body["data"]["name"], "Test3");
}

#[tokio::test]
async fn the_case_about_me_is_found_without_its_id() {
    let app = TestApp::start().await;
    let answer = app.get("full", "/api/v2/cases/identified").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.body["errors"][0]["message"], "Not Found");
    let answer = app.get("none", "/api/v2/cases/identified").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn closing_and_reopening_move_the_stage() {
    let app = TestApp::start().await;
    let path = path(&app, "Test1").await;
    let close = json!({"data": {"status": "closed"}, "record_action": "close"});
    app.patch("closer", &path, close).await;
    assert_eq!(
        app.get("full", &path).await.body["data"]["workflow"],
        "closed"
    );
    let reopen = json!({"data": {"status": "open", "case_status_reopened": true}});
    app.patch("full", &path, reopen).await;
    assert_eq!(
        app.get("full", &path).await.body["data"]["workflow"],
        "reopened"
    );
}
