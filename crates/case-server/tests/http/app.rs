//! `/api/app/v1`: our own web app's calls.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use primero_kernel::Clock as _;
use primero_tenant_contract::bootstrap::mint;
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, SIGNING_KEY, TestApp};

fn link(app: &TestApp, user: &str) -> Value {
    let token = mint(
        &SIGNING_KEY,
        &app.instance.uid,
        user,
        rand::random(),
        app.clock.now(),
    );
    json!({ "token": token })
}

const SESSIONS: &str = "/api/app/v1/bootstrap-sessions";
const CHOOSE: &str = "/api/app/v1/password";

#[tokio::test]
async fn a_link_signs_in_once() {
    let app = TestApp::start().await;
    let link = link(&app, "first");
    let mut browser = Browser::new(&app);
    let answer = browser
        .send(Method::POST, SESSIONS, Some(link.clone()))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(answer.body["user_name"], "first");
    assert_eq!(answer.body["group_permission"], "admin_only");
    assert_eq!(answer.body["must_set_password"], true);
    let session = browser.get("/api/app/v1/session").await;
    assert_eq!(session.body["data"]["must_set_password"], true);
    let again = Browser::new(&app)
        .send(Method::POST, SESSIONS, Some(link))
        .await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert!(again.body["error"].is_string());
}

#[tokio::test]
async fn links_that_are_old_foreign_or_forged_are_refused() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let uid = &app.instance.uid;
    let old = mint(
        &SIGNING_KEY,
        uid,
        "full",
        [1; 16],
        now - SignedDuration::from_mins(15),
    );
    let foreign = mint(&SIGNING_KEY, "other", "full", [2; 16], now);
    let forged = mint(&[8; 32], uid, "full", [3; 16], now);
    let nobody = mint(&SIGNING_KEY, uid, "nobody", [4; 16], now);
    for token in [old.as_str(), &foreign, &forged, &nobody, "", "x.y"] {
        let body = Some(json!({ "token": token }));
        let answer = Browser::new(&app).send(Method::POST, SESSIONS, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
    }
}

#[tokio::test]
async fn a_flood_of_forged_links_locks_nobody_out() {
    let app = TestApp::start().await;
    let mut stranger = Browser::new(&app);
    for _ in 0..30 {
        let body = Some(json!({ "token": "x.y" }));
        let answer = stranger.send(Method::POST, SESSIONS, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let body = Some(link(&app, "first"));
    let answer = Browser::new(&app).send(Method::POST, SESSIONS, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

#[tokio::test]
async fn the_first_administrator_chooses_a_password() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let link = link(&app, "first");
    browser.send(Method::POST, SESSIONS, Some(link)).await;
    let short = browser
        .send(Method::PUT, CHOOSE, Some(json!({"password": "short"})))
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(short.body["errors"][0]["detail"], "password");
    let chosen = Some(json!({"password": PASSWORD}));
    let answer = browser.send(Method::PUT, CHOOSE, chosen.clone()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    let session = browser.get("/api/app/v1/session").await;
    assert_eq!(session.body["data"]["must_set_password"], false);
    assert_eq!(
        Browser::signed_in(&app, "first")
            .await
            .get("/api/v2/roles")
            .await
            .status,
        200
    );
    let again = browser.send(Method::PUT, CHOOSE, chosen).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.body["errors"][0]["detail"], "current_password");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let mut here = Browser::signed_in(&app, "full").await;
    let mut elsewhere = Browser::signed_in(&app, "full").await;
    let body = Some(json!({"password": "another one", "current_password": PASSWORD}));
    assert_eq!(
        here.send(Method::PUT, CHOOSE, body).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(here.get("/api/v2/cases").await.status, StatusCode::OK);
    assert_eq!(
        elsewhere.get("/api/v2/cases").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn anybody_learns_the_tenants_name_and_languages() {
    let app = TestApp::start().await;
    let answer = Browser::new(&app).get("/api/app/v1/bootstrap-config").await;
    insta::assert_json_snapshot!(answer.body);
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_session() {
    let app = TestApp::start().await;
    let answer = Browser::new(&app).get("/api/app/v1/session").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
