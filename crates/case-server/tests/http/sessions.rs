//! `/api/v2/tokens`, CSRF tokens, throttles and lock-out.

use axum::http::{Method, StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, TestApp};

fn user(name: &str, password: &str) -> Value {
    json!({"user": {"user_name": name, "password": password}})
}

#[tokio::test]
async fn signing_in_gives_a_session_out_of_reach_of_scripts() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    browser.get("/health/server?session=true").await;
    let before = browser.cookies["_app_session"].clone();
    let answer = browser
        .send(Method::POST, "/api/v2/tokens", Some(user("full", PASSWORD)))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let id = app.user_id("full").await;
    let expected = json!({"id": id, "user_name": "full", "group_permission": "all"});
    assert_eq!(answer.body, expected);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("_app_session=") && cookie.contains("HttpOnly; SameSite=Lax"));
    assert_ne!(
        browser.cookies["_app_session"], before,
        "a sign-in changes the session"
    );
    assert_eq!(browser.get("/api/v2/cases").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_needs_the_token_of_an_earlier_answer() {
    let app = TestApp::start().await;
    let answer = Browser::new(&app)
        .send(Method::POST, "/api/v2/tokens", Some(user("full", PASSWORD)))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        answer.body["errors"][0]["message"],
        "Can't verify CSRF token authenticity."
    );
}

#[tokio::test]
async fn six_wrong_passwords_lock_the_account_for_half_an_hour() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    browser.get("/health/server?session=true").await;
    let unknown = browser
        .send(
            Method::POST,
            "/api/v2/tokens",
            Some(user("nobody", "wrong!")),
        )
        .await;
    for _ in 0..6 {
        let answer = browser
            .send(Method::POST, "/api/v2/tokens", Some(user("full", "wrong!")))
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            answer.body, unknown.body,
            "the answer does not tell who exists"
        );
    }
    app.clock.advance(SignedDuration::from_secs(61));
    let locked = browser
        .send(Method::POST, "/api/v2/tokens", Some(user("full", PASSWORD)))
        .await;
    assert_eq!(locked.status, StatusCode::UNAUTHORIZED);
    app.clock.advance(SignedDuration::from_mins(31));
    let opened = browser
        .send(Method::POST, "/api/v2/tokens", Some(user("full", PASSWORD)))
        .await;
    assert_eq!(opened.status, StatusCode::OK);
}

#[tokio::test]
async fn the_seventh_try_of_a_minute_waits() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    browser.get("/health/server?session=true").await;
    for _ in 0..6 {
        browser
            .send(
                Method::POST,
                "/api/v2/tokens",
                Some(user("Reader", PASSWORD)),
            )
            .await;
    }
    let answer = browser
        .send(
            Method::POST,
            "/api/v2//tokens",
            Some(user("reader ", PASSWORD)),
        )
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.body["errors"][0]["message"], "Retry later");
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let mut phone = Browser::signed_in(&app, "full").await;
    let mut desk = Browser::signed_in(&app, "full").await;
    let kept = phone.cookies.clone();
    let answer = phone.send(Method::DELETE, "/api/v2/tokens", None).await;
    assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({})));
    phone.cookies = kept;
    let replayed = phone.get("/api/v2/cases").await;
    assert_eq!(replayed.status, StatusCode::UNAUTHORIZED);
    assert!(replayed.body["error"].is_string());
    assert_eq!(desk.get("/api/v2/cases").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_without_a_session_is_fine() {
    let app = TestApp::start().await;
    let answer = Browser::new(&app)
        .send(Method::DELETE, "/api/v2/tokens", None)
        .await;
    assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({})));
}

#[tokio::test]
async fn a_session_that_rests_for_an_hour_ends() {
    let app = TestApp::start().await;
    let mut browser = Browser::signed_in(&app, "full").await;
    app.clock.advance(SignedDuration::from_mins(50));
    assert_eq!(browser.get("/api/v2/cases").await.status, StatusCode::OK);
    app.clock.advance(SignedDuration::from_mins(50));
    let refreshed = browser.send(Method::POST, "/api/v2/tokens", None).await;
    assert_eq!(refreshed.body["user_name"], "full");
    app.clock.advance(SignedDuration::from_mins(61));
    assert_eq!(
        browser.get("/api/v2/cases").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_write_without_the_token_of_its_session_is_refused() {
    let app = TestApp::start().await;
    let mut browser = Browser::signed_in(&app, "full").await;
    let other = Browser::signed_in(&app, "full").await.cookies["CSRF-TOKEN"].clone();
    for token in ["null", "", other.as_str()] {
        let body = Some(json!({"data": {"name": "X"}}));
        let answer = browser
            .send_with_token(Method::POST, "/api/v2/cases", body, token)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token}");
    }
    let body = Some(json!({"data": {"name": "X", "module_id": "primeromodule-cp"}}));
    let answer = browser.send(Method::POST, "/api/v2/cases", body).await;
    assert_eq!(answer.status, StatusCode::OK);
}
