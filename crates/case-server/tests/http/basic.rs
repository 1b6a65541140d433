//! HTTP Basic, the way in for integrations.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use primero_case_db::configuration::ChangedBy;
use primero_kernel::Clock as _;

use crate::support::{PASSWORD, TestApp};

async fn with(app: &TestApp, credentials: &str) -> StatusCode {
    let encoded = STANDARD.encode(credentials);
    let request = Request::get("/api/v2/cases")
        .header(header::AUTHORIZATION, format!("Basic {encoded}"))
        .body(Body::empty());
    app.send(request.unwrap()).await.status
}

#[tokio::test]
async fn basic_credentials_need_no_session_and_make_none() {
    let app = TestApp::start().await;
    let answer = app.get("full", "/api/v2/cases").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["metadata"]["page"], 1);
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        assert!(!cookie.to_str().unwrap().contains("_app_session"));
    }
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let app = TestApp::start().await;
    assert_eq!(with(&app, "full:wrong").await, StatusCode::UNAUTHORIZED);
    assert_eq!(with(&app, "nobody:wrong").await, StatusCode::UNAUTHORIZED);
    assert_eq!(with(&app, "no-colon").await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        with(&app, &format!("FULL:{PASSWORD}")).await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_changed_password_and_a_disabled_account_count_at_once() {
    let app = TestApp::start().await;
    assert_eq!(
        app.get("full", "/api/v2/cases").await.status,
        StatusCode::OK
    );
    let id = app.user_id("full").await;
    let mut tx = app.db.begin().await.unwrap();
    tx.users()
        .set_password(id, "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", app.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        app.get("full", "/api/v2/cases").await.status,
        StatusCode::UNAUTHORIZED
    );

    assert_eq!(
        app.get("reader", "/api/v2/cases").await.status,
        StatusCode::OK
    );
    let id = app.user_id("reader").await;
    let mut tx = app.db.begin().await.unwrap();
    let mut reader = tx.users().find(id).await.unwrap().unwrap();
    reader.attributes.disabled = true;
    let admin = "admin".parse().unwrap();
    let by = ChangedBy {
        user: &admin,
        at: app.clock.now(),
    };
    tx.users().update(&reader, by).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        app.get("reader", "/api/v2/cases").await.status,
        StatusCode::UNAUTHORIZED
    );
}
