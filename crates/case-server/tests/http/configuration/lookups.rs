//! Lookups: adding, merging, removing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{apply_again, object, of};
use crate::support::TestApp;

const PATH: &str = "/api/v2/lookups";

#[tokio::test]
async fn a_lookup_is_added_and_shown_with_every_language() {
    let app = TestApp::start().await;
    let body = json!({"data": {
        "unique_id": "lookup-colours", "name": {"en": "Colours", "xx": "?"}, "unknown": 1,
        "values": [{"id": "red", "display_text": {"en": "Red", "fr": "Rouge"}},
                   {"display_text": {"en": "Light blue"}}],
    }});
    let made = app.post("admin", PATH, body.clone()).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body);
    let shown = app.get("admin", &of(PATH, &made)).await;
    assert_eq!(shown.body, made.body);
    let again = app.post("admin", PATH, body).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let message = "Conflict: A record with this id already exists";
    assert_eq!(again.body["errors"][0]["message"], message);
}

#[tokio::test]
async fn a_lookup_without_an_id_gets_one_out_of_its_name() {
    let app = TestApp::start().await;
    let body = json!({"data": {"name": {"en": "Kinds of Help"}}});
    let made = app.post("admin", PATH, body).await;
    let id = made.body["data"]["unique_id"].as_str().unwrap();
    assert!(id.starts_with("lookup-kinds-of-help-"), "{id}");
    assert_eq!(made.body["data"]["values"], json!([]));
}

#[tokio::test]
async fn a_client_that_chooses_the_number_gets_no_body() {
    let app = TestApp::start().await;
    let body = json!({"data": {"id": 70, "unique_id": "lookup-own", "name": {"en": "Own"}}});
    let made = app.post("admin", PATH, body.clone()).await;
    assert_eq!(
        (made.status, made.body),
        (StatusCode::NO_CONTENT, Value::Null)
    );
    let shown = app.get("admin", "/api/v2/lookups/70").await;
    assert_eq!(shown.body["data"]["unique_id"], "lookup-own");
    let mut taken = body;
    taken["data"]["unique_id"] = json!("lookup-other");
    let again = app.post("admin", PATH, taken).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.body["errors"][0]["resource"], PATH);
}

#[tokio::test]
async fn what_is_wrong_with_a_lookup_is_named_by_field() {
    let app = TestApp::start().await;
    let wrong = async |data: Value| {
        let answer = app.post("admin", PATH, json!({"data": data})).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{:?}",
            answer.body
        );
        answer.body["errors"].clone()
    };
    let no_name = wrong(json!({"unique_id": "lookup-test", "name": {}, "values": []})).await;
    let expected = json!([{
        "status": 422, "resource": PATH, "detail": "name",
        "message": ["errors.models.lookup.name_present"],
    }]);
    assert_eq!(no_name, expected);
    let bad_id = wrong(json!({"unique_id": "colours", "name": {"en": "Colours"}})).await;
    assert_eq!(bad_id[0]["detail"], "unique_id");
    let values = json!([{"id": "x", "display_text": {"en": ""}}]);
    let blank = wrong(json!({"name": {"en": "Colours"}, "values": values})).await;
    assert_eq!(blank[0]["detail"], "values");
    let nothing = app.post("admin", PATH, json!({})).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body["errors"][0]["message"].is_string());
}

#[tokio::test]
async fn options_merge_by_id_and_the_sent_order_wins() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "lookup-service-type").await;
    let values = json!([
        {"id": "shelter", "display_text": {"en": "Shelter"}},
        {"id": "health", "display_text": {"fr": "Santé"}, "disabled": true},
    ]);
    let body = json!({"data": {"name": {"fr": "Service"}, "values": values}});
    let changed = app.patch("admin", &path, body).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let id: i64 = path.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(changed.body, json!({"data": {"id": id}}));
    let shown = app.get("admin", &path).await;
    insta::assert_json_snapshot!(shown.body["data"]);
    let nothing = app.patch("admin", &path, json!({"data": {}})).await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert_eq!(app.get("admin", &path).await.body, shown.body);
}

#[tokio::test]
async fn an_option_that_a_record_holds_is_disabled_instead_of_lost() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "lookup-gender").await;
    let other = json!({"id": "other", "display_text": {"en": "Other"}});
    let body = json!({"data": {"values": [other]}});
    app.patch("admin", &path, body).await;
    let values = json!([{"id": "male", "_delete": true}, {"id": "other", "_delete": true}]);
    let changed = app
        .patch("admin", &path, json!({"data": {"values": values}}))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let shown = app.get("admin", &path).await;
    let kept: Vec<(&Value, bool)> = shown.body["data"]["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| (&option["id"], option["disabled"] == true))
        .collect();
    assert_eq!(kept, [(&json!("male"), true), (&json!("female"), false)]);
}

#[tokio::test]
async fn a_lookup_is_removed_unless_something_uses_it() {
    let app = TestApp::start().await;
    let used = object(&app, PATH, "lookup-gender").await;
    let refused = app.call("admin", Method::DELETE, &used, None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rule = json!(["errors.models.lookup.being_used"]);
    assert_eq!(refused.body["errors"][0]["message"], rule);
    let free = object(&app, PATH, "lookup-case-status").await;
    let removed = app.call("admin", Method::DELETE, &free, None).await;
    assert_eq!(removed.status, StatusCode::OK);
    assert!(removed.body["data"]["id"].is_i64());
    assert_eq!(app.get("admin", &free).await.status, StatusCode::NOT_FOUND);
    let again = app.call("admin", Method::DELETE, &free, None).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_locked_lookup_keeps_its_options_and_stays() {
    let app = TestApp::start().await;
    let values = json!([{"id": "a", "display_text": {"en": "A"}}]);
    let body = json!({"data": {"name": {"en": "Locked"}, "locked": true, "values": values}});
    let made = app.post("admin", PATH, body).await;
    let path = of(PATH, &made);
    let values = json!([{"id": "a", "_delete": true}]);
    let refused = app
        .patch("admin", &path, json!({"data": {"values": values}}))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["errors"][0]["detail"], "values");
    let values = json!([{"id": "a", "display_text": {"en": "Renamed"}}]);
    let renamed = app
        .patch("admin", &path, json!({"data": {"values": values}}))
        .await;
    assert_eq!(renamed.status, StatusCode::OK);
    let removed = app.call("admin", Method::DELETE, &path, None).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn restricted_administration_changes_lookups_and_adds_none() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "lookup-gender").await;
    let body = json!({"data": {"name": {"en": "Sex"}}});
    assert_eq!(app.get("metar", &path).await.status, StatusCode::OK);
    assert_eq!(
        app.patch("metar", &path, body.clone()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        app.post("metar", PATH, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let removed = app.call("metar", Method::DELETE, &path, None).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
    for status in [
        app.post("reader", PATH, body.clone()).await.status,
        app.patch("reader", &path, body.clone()).await.status,
        app.patch("reader", "/api/v2/lookups/0", body.clone())
            .await
            .status,
    ] {
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    let missing = app
        .patch("admin", "/api/v2/lookups/thisdoesntexist", body)
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_version_of_the_template_leaves_the_tenants_lookups_alone() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "lookup-gender").await;
    let body = json!({"data": {"name": {"en": "Ours"}}});
    app.patch("admin", &path, body).await;
    let conflicts = apply_again(
        &app,
        "lookups/lookup-gender.yaml",
        "Gender",
        "Of the template",
    )
    .await;
    assert_eq!(conflicts, 1);
    let shown = app.get("admin", &path).await;
    assert_eq!(shown.body["data"]["name"]["en"], "Ours");
}
