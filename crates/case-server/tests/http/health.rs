//! `/health`.

use axum::http::{StatusCode, header};

use crate::support::{Browser, TestApp};

#[tokio::test]
async fn health_answers_without_a_body() {
    let app = TestApp::start().await;
    for path in [
        "/health",
        "/health/database",
        "/health/server",
        "/health/api",
        "/health/solr",
    ] {
        let answer = Browser::new(&app).get(path).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert!(answer.body.is_null());
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
    }
    assert_eq!(
        Browser::new(&app).get("/health/x").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_session_can_be_asked_for_before_the_sign_in() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let answer = browser.get("/health/server?session=true").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(browser.cookies.contains_key("CSRF-TOKEN"));
    assert!(browser.cookies.contains_key("_app_session"));
}

#[tokio::test]
async fn a_database_that_is_away_is_told() {
    let app = TestApp::start().await;
    app.db.close().await;
    let answer = Browser::new(&app).get("/health/database").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers[header::RETRY_AFTER], "60");
    assert_eq!(
        Browser::new(&app).get("/health/server").await.status,
        StatusCode::NO_CONTENT
    );
    let list = app.get("full", "/api/v2/cases").await;
    assert_eq!(list.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(list.body["errors"][0]["message"], "Service Unavailable");
}
