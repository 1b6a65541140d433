//! `/api/v2/users`.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Browser, TestApp};

#[tokio::test]
async fn the_extended_user_holds_what_a_client_needs_to_start() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let answer = app
        .get("reader", &format!("/api/v2/users/{id}?extended=true"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    insta::assert_json_snapshot!(answer.body, {
        ".data.id" => "[id]",
        ".data.agency_id" => "[id]",
        ".data.user_groups[].id" => "[id]",
    });
}

#[tokio::test]
async fn the_plain_user_does_not_tell_what_he_may_do() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let answer = app.get("reader", &format!("/api/v2/users/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body["data"].get("permissions").is_none());
    assert_eq!(answer.body["data"]["role_unique_id"], "role-reader");
    assert!(answer.body["data"].get("password_hash").is_none());
}

#[tokio::test]
async fn others_are_seen_by_those_who_manage_users_only() {
    let app = TestApp::start().await;
    let id = app.user_id("full").await;
    let path = format!("/api/v2/users/{id}");
    assert_eq!(app.get("reader", &path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get("admin", &path).await.status, StatusCode::OK);
    assert_eq!(
        app.get("admin", "/api/v2/users/99999").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        app.get("admin", "/api/v2/users/x").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn users_are_listed_in_pages_with_the_number_that_may_sign_in() {
    let app = TestApp::start().await;
    assert_eq!(
        app.get("reader", "/api/v2/users").await.status,
        StatusCode::FORBIDDEN
    );
    let answer = app
        .get("admin", "/api/v2/users?disabled[]=false&per=3")
        .await;
    assert_eq!(answer.body["data"].as_array().unwrap().len(), 3);
    let expected = json!({"total": 17, "per": 3, "page": 1, "total_enabled": 16});
    assert_eq!(answer.body["metadata"], expected);
    let found = app.get("admin", "/api/v2/users?query=self1").await;
    assert_eq!(found.body["metadata"]["total"], 1);
}

#[tokio::test]
async fn a_reset_request_does_not_tell_which_addresses_are_known() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    browser.get("/health/server?session=true").await;
    let path = "/api/v2/users/password-reset-request";
    for email in ["nobody@example.org", "full@agency-a.example"] {
        let body = Some(json!({"user": {"email": email}}));
        let answer = browser.send(Method::POST, path, body).await;
        let expected = json!({"data": {"message": "user.password_reset.request_submitted"}});
        assert_eq!((answer.status, answer.body), (StatusCode::OK, expected));
    }
}

#[tokio::test]
async fn nobody_registers_himself() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    browser.get("/health/server?session=true").await;
    let path = "/api/v2/users/self-register";
    let body = Some(json!({"user": {"full_name": "New One"}}));
    let answer = browser.send(Method::POST, path, body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["errors"][0]["resource"], path);
}
