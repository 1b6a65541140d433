//! Users, roles, user groups, agencies, and what the audit log tells of them.

mod agencies;
mod audit_logs;
mod reach;
mod recipients;
mod roles;
mod user_groups;
mod users;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The answer to a `DELETE`.
async fn delete(app: &TestApp, user: &str, path: &str) -> Answer {
    app.call(user, axum::http::Method::DELETE, path, None).await
}

/// The details of an error answer, each with its messages.
fn mistakes(answer: &Answer) -> Vec<(String, Value)> {
    let errors = answer.body["errors"].as_array().unwrap().iter();
    errors
        .map(|error| {
            let detail = error["detail"].as_str().unwrap_or_default();
            (detail.to_owned(), error["message"].clone())
        })
        .collect()
}

/// A user that can be made.
fn new_user(name: &str) -> Value {
    json!({
        "user_name": name,
        "full_name": "A new user",
        "email": format!("{name}@agency-a.example"),
        "agency_id": 1,
        "role_unique_id": "role-reader",
        "user_group_unique_ids": ["group-1"],
        "password": crate::support::PASSWORD,
        "password_confirmation": crate::support::PASSWORD,
    })
}

/// A role and a user of it, made by the administrator.
async fn make_user(app: &TestApp, name: &str, scope: &str, permissions: &Value) -> i64 {
    let role = format!("role-{name}");
    let data = json!({
        "unique_id": role,
        "name": role,
        "group_permission": scope,
        "module_unique_ids": ["primeromodule-cp"],
        "permissions": permissions,
    });
    let made = app
        .post("admin", "/api/v2/roles", json!({"data": data}))
        .await;
    assert_eq!(made.status, 200, "{:?}", made.body);
    let mut user = new_user(name);
    user["role_unique_id"] = role.into();
    let made = app
        .post("admin", "/api/v2/users", json!({"data": user}))
        .await;
    assert_eq!(made.status, 200, "{:?}", made.body);
    made.body["data"]["id"].as_i64().unwrap()
}
