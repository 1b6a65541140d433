//! `POST /api/v2/users/self-register`.

use axum::http::{Method, StatusCode};
use primero_case_db::configuration::ChangedBy;
use primero_kernel::Clock as _;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp};

const EMAIL: &str = "new.one@agency-a.example";

async fn register(app: &TestApp, user: &Value) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/health/server?session=true").await;
    let body = json!({ "user": user });
    browser
        .send(Method::POST, "/api/v2/users/self-register", Some(body))
        .await
}

fn newcomer() -> Value {
    json!({
        "full_name": "New One", "email": EMAIL, "locale": "fr", "registration_stream": "s1",
        "data_processing_consent_provided": true,
    })
}

async fn allow(app: &TestApp) {
    let settings = json!({
        "allow_self_registration": true,
        "registration_streams": [{"unique_id": "s1", "role": "role-reader", "agency": "agency-a"}],
    });
    let user = "full".parse().unwrap();
    let by = ChangedBy {
        user: &user,
        at: app.clock.now(),
    };
    primero_case_server::set_settings(&app.db, settings.as_object().unwrap(), by)
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_registers_himself_where_it_is_not_allowed() {
    let app = TestApp::start().await;
    let answer = register(&app, &newcomer()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["errors"][0]["message"], "Forbidden");
}

#[tokio::test]
async fn who_registers_himself_waits_until_his_address_is_known() {
    let app = TestApp::start().await;
    allow(&app).await;
    let answer = register(&app, &newcomer()).await;
    assert_eq!(
        (answer.status, answer.body),
        (StatusCode::CREATED, json!({}))
    );
    let mut tx = app.db.begin().await.unwrap();
    let user = tx.users().find_by_email(EMAIL).await.unwrap().unwrap();
    assert!(user.attributes.unverified);
    assert_eq!(user.attributes.role.as_str(), "role-reader");
    assert_eq!(user.attributes.user_name.as_str(), EMAIL);
    let again = register(&app, &newcomer()).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_mistake_of_a_newcomer_is_named() {
    let app = TestApp::start().await;
    allow(&app).await;
    let answer = register(
        &app,
        &json!({"email": "nobody", "registration_stream": "x"}),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.body["errors"].as_array().unwrap();
    let fields: Vec<_> = errors.iter().map(|error| &error["detail"]).collect();
    let expected = [
        "full_name",
        "email",
        "registration_stream",
        "data_processing_consent_provided",
    ];
    assert_eq!(fields, expected);
}
