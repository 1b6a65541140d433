//! Modules, settings, the code of conduct, notifications.

use axum::http::{Method, StatusCode, header};
use primero_case_db::configuration::ChangedBy;
use primero_case_server::set_settings;
use primero_kernel::Clock as _;
use serde_json::{Value, json};

use crate::support::{Browser, TestApp};

async fn set(app: &TestApp, settings: Value) {
    let user = "fixture".parse().unwrap();
    let by = ChangedBy {
        user: &user,
        at: app.clock.now(),
    };
    let settings = settings.as_object().unwrap();
    set_settings(&app.db, settings, by).await.unwrap();
}

#[tokio::test]
async fn modules_are_listed_and_changed_by_those_who_manage_metadata() {
    let app = TestApp::start().await;
    let path = "/api/v2/primero_modules";
    let list = app.get("admin", path).await;
    assert!(list.body.get("metadata").is_none());
    let settings = app
        .get("admin", "/api/v2/system_settings?extended=true")
        .await;
    assert_eq!(list.body["data"], settings.body["data"]["modules"]);
    let one = app.get("admin", "/api/v2/primero_modules/1").await;
    assert_eq!(one.body["data"], list.body["data"][0]);
    let data = json!({
        "description": "Changed", "associated_record_types": ["case", "incident", "nothing"],
        "form_section_unique_ids": ["services", "form_a", "nothing"], "name": "Kept",
    });
    let changed = app
        .patch(
            "admin",
            "/api/v2/primero_modules/1",
            json!({ "data": data }),
        )
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let module = &changed.body["data"];
    assert_eq!(module["description"], "Changed");
    assert_eq!(module["name"], "CP");
    assert_eq!(
        module["associated_record_types"],
        json!(["case", "incident"])
    );
    let sections = json!(["services", "form_a"]);
    assert_eq!(module["form_section_unique_ids"], sections);
    let shown = app.get("admin", "/api/v2/primero_modules/1").await;
    assert_eq!(shown.body, changed.body);
    let forms = app.get(
        "reader",
        "/api/v2/forms?module_id=primeromodule-cp&exclude_subforms=true",
    );
    assert_eq!(forms.await.body["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn modules_are_not_for_others() {
    let app = TestApp::start().await;
    let body = json!({"data": {"description": "X"}});
    for user in ["reader", "metar"] {
        let list = app.get(user, "/api/v2/primero_modules").await;
        assert_eq!(list.status, StatusCode::FORBIDDEN, "{user}");
        let changed = app
            .patch(user, "/api/v2/primero_modules/1", body.clone())
            .await;
        assert_eq!(changed.status, StatusCode::FORBIDDEN, "{user}");
    }
    let missing = app.get("admin", "/api/v2/primero_modules/99").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let missing = app.patch("admin", "/api/v2/primero_modules/99", body).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_newest_code_of_conduct_is_in_force() {
    let app = TestApp::start().await;
    let path = "/api/v2/codes_of_conduct";
    assert_eq!(app.get("reader", path).await.status, StatusCode::NOT_FOUND);
    let body = json!({"data": {"title": "Our code", "content": "Be kind."}});
    assert_eq!(
        app.post("reader", path, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let made = app.post("admin", path, body).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let expected = json!({"data": {
        "id": 1, "title": "Our code", "content": "Be kind.",
        "created_on": "2026-03-01T08:00:00.000Z", "created_by": "admin",
    }});
    assert_eq!(made.body, expected);
    let newer = json!({"data": {"title": "Newer", "content": "Be kinder."}});
    app.post("admin", path, newer).await;
    assert_eq!(app.get("reader", path).await.body["data"]["title"], "Newer");
    let settings = app.get("reader", "/api/v2/system_settings").await;
    assert_eq!(settings.body["data"]["code_of_conduct"]["id"], 2);
    let wrong = app
        .post("admin", path, json!({"data": {"title": " "}}))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let details: Vec<&Value> = wrong.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["detail"])
        .collect();
    assert_eq!(details, [&json!("title"), &json!("content")]);
}

#[tokio::test]
async fn settings_reach_clients_and_switches_do_not() {
    let app = TestApp::start().await;
    let settings = json!({
        "webpush": true, "allow_self_registration": true, "case_code_separator": "-",
        "maximum_attachments_per_record": 3, "code_of_conduct_enabled": true,
    });
    set(&app, settings).await;
    let answer = app.get("reader", "/api/v2/system_settings").await;
    let data = &answer.body["data"];
    assert_eq!(data["case_code_separator"], "-");
    assert_eq!(data["system_options"]["maximum_attachments_per_record"], 3);
    assert_eq!(data["system_options"]["code_of_conduct_enabled"], true);
    assert_eq!(data["system_options"]["show_alerts"], true);
    assert!(data.get("webpush").is_none());
    let primero = Browser::new(&app).get("/api/v2/primero").await;
    assert_eq!(primero.body["data"]["webpush_enabled"], true);
    assert_eq!(primero.body["data"]["allow_self_registration"], true);
}

#[tokio::test]
async fn nothing_is_answered_while_a_configuration_is_applied() {
    let app = TestApp::start().await;
    let mut browser = Browser::signed_in(&app, "full").await;
    set(&app, json!({"config_update_lock": true})).await;
    let kept = browser.send(Method::DELETE, "/api/v2/tokens", None).await;
    assert_eq!(kept.status, StatusCode::SERVICE_UNAVAILABLE);
    for path in [
        "/api/v2/agencies",
        "/api/v2/forms",
        "/api/v2/system_settings",
    ] {
        let answer = app.get("full", path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.headers[header::RETRY_AFTER], "60");
        assert_eq!(answer.body["errors"][0]["detail"], "Retry-After: 60");
    }
    for path in ["/api/v2/primero", "/api/v2/identity_providers"] {
        let answer = Browser::new(&app).get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    let health = Browser::new(&app).get("/health/server").await;
    assert_eq!(health.status, StatusCode::NO_CONTENT);
    set(&app, json!({"config_update_lock": false})).await;
    assert_eq!(
        app.get("full", "/api/v2/forms").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_browser_subscribes_where_notifications_are_on() {
    let app = TestApp::start().await;
    set(&app, json!({"webpush": true})).await;
    let config = app.get("reader", "/api/v2/webpush/config").await;
    let unset = json!({"data": {"enabled": true, "pause_after": null, "vapid_public": null}});
    assert_eq!(config.body, unset);
    set(
        &app,
        json!({"webpush": true, "webpush_vapid_public": "BPublic", "webpush_pause_after": 10}),
    )
    .await;
    let config = app.get("reader", "/api/v2/webpush/config").await;
    let expected = json!({"data": {"enabled": true, "pause_after": 10, "vapid_public": "BPublic"}});
    assert_eq!(config.body, expected);
    let path = "/api/v2/webpush/subscriptions";
    assert_eq!(app.get("reader", path).await.body, json!({"data": []}));
    let browser = json!({"notification_url": "https://push.invalid/1", "auth": "a", "p256dh": "k"});
    let made = app.post("reader", path, json!({ "data": browser })).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body["data"], { ".user_id" => "[user]" });
    let again = app.post("reader", path, json!({ "data": browser })).await;
    assert_eq!(again.body["data"]["id"], made.body["data"]["id"]);
    assert_eq!(app.get("full", path).await.body, json!({"data": []}));
    let current = "/api/v2/webpush/subscriptions/current";
    let off = json!({"data": {"notification_url": "https://push.invalid/1", "disabled": true}});
    let changed = app.patch("reader", current, off.clone()).await;
    assert_eq!(changed.body["data"]["disabled"], true);
    assert_eq!(
        app.patch("full", current, off).await.status,
        StatusCode::NOT_FOUND
    );
    let wrong = app
        .post("reader", path, json!({"data": {"auth": "a"}}))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.body["errors"][0]["detail"], "notification_url");
}
