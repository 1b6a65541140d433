//! Whom a record can be handed to, and who looked at it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::make_user;
use crate::support::TestApp;

async fn names(app: &TestApp, user: &str, path: &str) -> Vec<String> {
    let list = app.get(user, path).await;
    assert_eq!(list.status, StatusCode::OK, "{path} {:?}", list.body);
    assert!(list.body.get("metadata").is_none());
    let users = list.body["data"].as_array().unwrap().iter();
    users
        .map(|user| user["user_name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn records_are_referred_to_those_whose_role_receives() {
    let app = TestApp::start().await;
    let path = "/api/v2/users/refer-to?record_type=case&record_module_id=primeromodule-cp";
    assert_eq!(names(&app, "user1", path).await, ["restricted", "user2"]);
    let elsewhere = "/api/v2/users/refer-to?record_type=case&record_module_id=primeromodule-gbv";
    assert!(names(&app, "user1", elsewhere).await.is_empty());
    let list = app.get("user1", path).await;
    insta::assert_json_snapshot!(list.body["data"][1], {".id" => "[id]"});
    for (filter, expected) in [
        ("agency=agency-a", 2),
        ("agency=agency-b", 0),
        ("location=LOC01", 2),
        ("service=health", 0),
    ] {
        let found = names(&app, "user1", &format!("{path}&{filter}")).await;
        assert_eq!(found.len(), expected, "{filter}");
    }
}

#[tokio::test]
async fn records_are_transferred_and_assigned_within_the_rights_of_the_sender() {
    let app = TestApp::start().await;
    let path = "/api/v2/users/transfer-to?record_type=case&record_module_id=primeromodule-cp";
    assert_eq!(names(&app, "user1", path).await, ["user2"]);
    let assign = "/api/v2/users/assign-to?record_type=case&record_module_id=primeromodule-cp";
    let all = names(&app, "user1", assign).await;
    for expected in ["full", "reader", "user2"] {
        assert!(all.contains(&expected.to_owned()), "{expected}");
    }
    for never in ["user1", "none", "admin", "sysuser"] {
        assert!(!all.contains(&never.to_owned()), "{never}");
    }
    make_user(
        &app,
        "near",
        "self",
        &json!({"case": ["read", "assign_within_agency"]}),
    )
    .await;
    let id = app.user_id("reader").await;
    let away = json!({"data": {"agency_id": 2}});
    app.patch("admin", &format!("/api/v2/users/{id}"), away)
        .await;
    let near = names(&app, "near", assign).await;
    assert!(near.contains(&"user2".to_owned()));
    assert!(!near.contains(&"reader".to_owned()));
}

#[tokio::test]
async fn whoever_hands_nothing_on_sees_no_recipients() {
    let app = TestApp::start().await;
    for what in ["assign-to", "refer-to", "transfer-to"] {
        let path = format!("/api/v2/users/{what}?record_type=case");
        assert_eq!(app.get("none", &path).await.status, StatusCode::FORBIDDEN);
        let path = format!("/api/v2/users/{what}?record_type=spaceship");
        assert_eq!(app.get("user1", &path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_users_who_opened_a_record_are_named() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    app.get("reader", &format!("/api/v2/cases/{id}")).await;
    let path = format!("/api/v2/users/access?record_type=case&record_id={id}");
    let found = app.get("full", &path).await;
    let reader = app.user_id("reader").await;
    let expected = json!({"data": [{"id": reader, "user_name": "reader"}]});
    assert_eq!((found.status, found.body), (StatusCode::OK, expected));
    assert_eq!(app.get("reader", &path).await.status, StatusCode::FORBIDDEN);
    let nowhere = "/api/v2/users/access?record_type=case&record_id=x";
    assert_eq!(app.get("full", nowhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn users_whom_records_are_about_are_found() {
    let app = TestApp::start().await;
    let data = json!({
        "unique_id": "role-client",
        "name": "Client",
        "group_permission": "identified",
        "user_category": "identified",
        "module_unique_ids": ["primeromodule-cp"],
        "permissions": {"case": ["read"]},
    });
    app.post("admin", "/api/v2/roles", json!({"data": data}))
        .await;
    let mut user = super::new_user("amina");
    user["role_unique_id"] = json!("role-client");
    let made = app
        .post("admin", "/api/v2/users", json!({"data": user}))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let found = app.get("full", "/api/v2/users/identified?query=AMI").await;
    let expected: Value = json!({
        "data": [{"user_name": "amina", "full_name": "A new user", "email": "amina@agency-a.example"}],
        "metadata": {"total": 1, "per": 20, "page": 1},
    });
    assert_eq!((found.status, found.body), (StatusCode::OK, expected));
    let refused = app.get("reader", "/api/v2/users/identified").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
