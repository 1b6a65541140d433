//! A new password by the link of a letter, with a real mail server on the loopback interface.

mod mailbox;

use axum::http::{Method, StatusCode, header};
use jiff::SignedDuration;
use primero_case_server::http::Client;
use primero_case_server::jobs::Worker;
use serde_json::{Value, json};

use self::mailbox::Mailbox;
use crate::support::{Answer, Browser, PASSWORD, TestApp};

const ASK: &str = "/api/v2/users/password-reset-request";
const RESET: &str = "/api/v2/users/password-reset";
const CHOSEN: &str = "another one";

fn worker(app: &TestApp) -> Worker {
    worker_of(app, &Client::WebApp)
}

fn worker_of(app: &TestApp, client: &Client) -> Worker {
    let instance = app.instance.clone();
    Worker::without_mail(app.db.clone(), app.clock.clone(), instance, client)
}

fn mailing(app: &TestApp, mailbox: &Mailbox) -> Worker {
    worker(app).with_mail(mailbox.settings()).unwrap()
}

async fn post(app: &TestApp, path: &str, user: Value) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/health/server?session=true").await;
    browser
        .send(Method::POST, path, Some(json!({ "user": user })))
        .await
}

async fn reset(app: &TestApp, token: &str, password: &str, confirmation: &str) -> Answer {
    let user = json!({
        "reset_password_token": token, "password": password, "password_confirmation": confirmation,
    });
    post(app, RESET, user).await
}

/// The token of a link that was just sent to a user.
async fn token(app: &TestApp) -> String {
    let mailbox = Mailbox::open().await;
    post(app, ASK, json!({"email": "full@agency-a.example"})).await;
    assert_eq!(mailing(app, &mailbox).work_off().await.unwrap(), 1);
    mailbox.token()
}

#[tokio::test]
async fn a_link_comes_by_mail_and_gives_a_new_password() {
    let app = TestApp::start().await;
    let mailbox = Mailbox::open().await;
    let answer = post(&app, ASK, json!({"email": " FULL@agency-a.example"})).await;
    assert_eq!(answer.status, StatusCode::OK);
    let submitted = json!({"data": {"message": "user.password_reset.request_submitted"}});
    assert_eq!(answer.body, submitted);
    assert_eq!(mailing(&app, &mailbox).work_off().await.unwrap(), 1);
    let letter = mailbox.letter();
    assert!(letter.contains("To: full@agency-a.example"), "{letter}");
    let page = format!("{}/app/password-reset#token=", app.instance.url);
    assert!(letter.contains(&page), "{letter}");
    let answer = reset(&app, &mailbox.token(), CHOSEN, CHOSEN).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let id = app.user_id("full").await;
    let expected = json!({
        "message": "user.password_reset.success", "id": id, "user_name": "full",
    });
    assert_eq!(answer.body, expected);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("_app_session="), "{cookie}");
    assert_eq!(
        app.get("full", "/api/v2/cases").await.status,
        StatusCode::UNAUTHORIZED,
        "the old password is gone"
    );
    let user = json!({"user_name": "full", "password": CHOSEN});
    assert_eq!(
        post(&app, "/api/v2/tokens", user).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_link_leads_to_the_page_of_the_client_that_is_served() {
    let app = TestApp::start().await;
    let mailbox = Mailbox::open().await;
    post(&app, ASK, json!({"email": "full@agency-a.example"})).await;
    let worker = worker_of(&app, &Client::Directory("client".into()));
    let worker = worker.with_mail(mailbox.settings()).unwrap();
    assert_eq!(worker.work_off().await.unwrap(), 1);
    let letter = mailbox.letter();
    let url = &app.instance.url;
    let page = format!("{url}/v2/password_reset?reset_password_token=");
    assert!(letter.contains(&page), "{letter}");
    assert_eq!(
        reset(&app, &mailbox.token(), CHOSEN, CHOSEN).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_link_works_once_and_for_a_day() {
    let app = TestApp::start().await;
    let first = token(&app).await;
    let second = token(&app).await;
    let refused = |answer: &Answer| {
        let errors = json!([{
            "status": 422, "resource": RESET,
            "message": "user.password_reset.errors.reset_password_token",
        }]);
        assert_eq!(answer.body["errors"], errors);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    };
    refused(&reset(&app, &first, CHOSEN, CHOSEN).await);
    refused(&reset(&app, "nonsense", CHOSEN, CHOSEN).await);
    assert_eq!(
        reset(&app, &second, CHOSEN, CHOSEN).await.status,
        StatusCode::OK
    );
    refused(&reset(&app, &second, CHOSEN, CHOSEN).await);
    let late = token(&app).await;
    app.clock.advance(SignedDuration::from_hours(25));
    refused(&reset(&app, &late, CHOSEN, CHOSEN).await);
}

#[tokio::test]
async fn a_bad_password_is_named_and_leaves_the_link_as_it_is() {
    let app = TestApp::start().await;
    let token = token(&app).await;
    let long = "x".repeat(129);
    for (password, confirmation, wrong) in [
        ("short", "short", "password"),
        ("", "", "password"),
        (long.as_str(), long.as_str(), "password"),
        (CHOSEN, "something else", "password_confirmation"),
    ] {
        let answer = reset(&app, &token, password, confirmation).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let message = format!("user.password_reset.errors.{wrong}");
        assert_eq!(answer.body["errors"][0]["message"], message);
    }
    assert_eq!(
        reset(&app, &token, CHOSEN, CHOSEN).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_link_ends_with_the_password_or_the_address_that_it_was_for() {
    let app = TestApp::start().await;
    let path = format!("/api/v2/users/{}", app.user_id("full").await);
    for data in [
        json!({"password": PASSWORD, "password_confirmation": PASSWORD}),
        json!({"email": "other@agency-a.example"}),
    ] {
        let link = token(&app).await;
        let changed = app.patch("full", &path, json!({ "data": data })).await;
        assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
        let late = reset(&app, &link, CHOSEN, CHOSEN).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let app = TestApp::start().await;
    let mailbox = Mailbox::open().await;
    let known = post(&app, ASK, json!({"email": "full@agency-a.example"})).await;
    let unknown = post(&app, ASK, json!({"email": "nobody@agency-a.example"})).await;
    assert_eq!((known.status, known.body), (unknown.status, unknown.body));
    assert_eq!(mailing(&app, &mailbox).work_off().await.unwrap(), 2);
    assert_eq!(mailbox.count(), 1);
}

#[tokio::test]
async fn without_a_mail_server_the_answer_is_the_same_and_no_job_stays() {
    let app = TestApp::start().await;
    let answer = post(&app, ASK, json!({"email": "full@agency-a.example"})).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(worker(&app).work_off().await.unwrap(), 1);
    assert_eq!(worker(&app).work_off().await.unwrap(), 0);
}

#[tokio::test]
async fn a_letter_that_was_not_taken_is_sent_again_later() {
    let app = TestApp::start().await;
    let mailbox = Mailbox::open().await;
    mailbox.refuse(true);
    post(&app, ASK, json!({"email": "full@agency-a.example"})).await;
    let worker = mailing(&app, &mailbox);
    assert_eq!(worker.work_off().await.unwrap(), 1);
    assert_eq!((worker.work_off().await.unwrap(), mailbox.count()), (0, 0));
    mailbox.refuse(false);
    app.clock.advance(SignedDuration::from_mins(2));
    assert_eq!((worker.work_off().await.unwrap(), mailbox.count()), (1, 1));
    assert_eq!(
        reset(&app, &mailbox.token(), CHOSEN, CHOSEN).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn who_manages_users_has_a_user_sent_a_link() {
    let app = TestApp::start().await;
    let mailbox = Mailbox::open().await;
    let id = app.user_id("full").await;
    let path = format!("/api/v2/users/{id}/password-reset-request");
    let body = json!({"user": {"password_reset": true}});
    let answer = app.post("admin", &path, body.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let message = "user.password_reset.request_submitted";
    assert_eq!(answer.body["data"]["message"], message);
    assert_eq!(mailing(&app, &mailbox).work_off().await.unwrap(), 1);
    assert_eq!(
        reset(&app, &mailbox.token(), CHOSEN, CHOSEN).await.status,
        StatusCode::OK
    );
    let answer = app.post("reader", &path, body.clone()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let path = "/api/v2/users/999999/password-reset-request";
    assert_eq!(
        app.post("admin", path, body).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn choosing_passwords_is_limited_for_all_together() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        let answer = reset(&app, "nonsense", CHOSEN, CHOSEN).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = reset(&app, "nonsense", CHOSEN, CHOSEN).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        app.get("full", "/api/v2/cases").await.status,
        StatusCode::OK
    );
}
