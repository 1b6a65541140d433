//! Nobody manages users whom his role does not reach, or gives away what he lacks.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{make_user, new_user};
use crate::support::TestApp;

const USERS: &str = "/api/v2/users";

async fn names(app: &TestApp, user: &str) -> Vec<String> {
    let list = app
        .get(user, "/api/v2/users?order_by=user_name&per=100")
        .await;
    assert_eq!(list.status, StatusCode::OK, "{:?}", list.body);
    let users = list.body["data"].as_array().unwrap().iter();
    users
        .map(|user| user["user_name"].as_str().unwrap().to_owned())
        .collect()
}

async fn try_change(app: &TestApp, user: &str, other: &str, data: &Value) -> StatusCode {
    let id = app.user_id(other).await;
    let path = format!("{USERS}/{id}");
    app.patch(user, &path, json!({"data": data})).await.status
}

/// Puts a user into another agency and group.
async fn move_away(app: &TestApp, user: &str) {
    let data = json!({"agency_id": 2, "user_group_unique_ids": ["group-2"]});
    assert_eq!(try_change(app, "admin", user, &data).await, StatusCode::OK);
}

#[tokio::test]
async fn a_manager_of_a_group_reaches_those_who_share_it() {
    let app = TestApp::start().await;
    let permissions = json!({
        "user": ["read", "write", "create", "disable_multiple"],
        "role": ["read", "assign"],
    });
    make_user(&app, "manager", "group", &permissions).await;
    move_away(&app, "self1").await;
    let seen = names(&app, "manager").await;
    assert!(seen.contains(&"reader".to_owned()));
    for hidden in ["self1", "admin"] {
        assert!(!seen.contains(&hidden.to_owned()), "{hidden}");
    }
    let rename = json!({"full_name": "x"});
    assert_eq!(
        try_change(&app, "manager", "reader", &rename).await,
        StatusCode::OK
    );
    for other in ["self1", "admin"] {
        let status = try_change(&app, "manager", other, &rename).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{other}");
    }
    let away = json!({"user_group_unique_ids": ["group-2"]});
    assert_eq!(
        try_change(&app, "manager", "reader", &away).await,
        StatusCode::FORBIDDEN
    );
    let nowhere = json!({"user_group_unique_ids": []});
    assert_eq!(
        try_change(&app, "manager", "reader", &nowhere).await,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn an_administrator_of_an_agency_reaches_its_users() {
    let app = TestApp::start().await;
    let permissions = json!({
        "user": ["agency_read", "create", "write"],
        "role": ["read", "assign"],
    });
    make_user(&app, "officer", "group", &permissions).await;
    move_away(&app, "self1").await;
    assert!(!names(&app, "officer").await.contains(&"self1".to_owned()));
    let elsewhere = json!({"agency_id": 2});
    let refused = try_change(&app, "officer", "reader", &elsewhere).await;
    assert_eq!(refused, StatusCode::FORBIDDEN);
    let mut user = new_user("fresh");
    user["agency_id"] = json!(2);
    let refused = app.post("officer", USERS, json!({"data": user})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let data = new_user("fresh");
    let made = app.post("officer", USERS, json!({"data": data})).await;
    assert_eq!(
        made.status,
        StatusCode::FORBIDDEN,
        "role-reader reaches all records"
    );
    let mut user = new_user("fresh");
    user["role_unique_id"] = json!("role-user1");
    let made = app.post("officer", USERS, json!({"data": user})).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
}

#[tokio::test]
async fn nobody_gives_a_role_that_is_mightier_than_his() {
    let app = TestApp::start().await;
    let permissions = json!({
        "user": ["read", "write", "create"],
        "role": ["read", "assign"],
    });
    make_user(&app, "helper", "all", &permissions).await;
    for role in ["role-admin", "role-metar", "role-instance-admin"] {
        let data = json!({"role_unique_id": role});
        let refused = try_change(&app, "helper", "reader", &data).await;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{role}");
    }
    let data = json!({"role_unique_id": "role-closer"});
    assert_eq!(
        try_change(&app, "helper", "reader", &data).await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn who_is_told_which_roles_to_give_gives_no_others() {
    let app = TestApp::start().await;
    let permissions = json!({
        "user": ["read", "write"],
        "role": ["read", "assign"],
        "objects": {"role": ["role-closer"]},
    });
    make_user(&app, "helper", "group", &permissions).await;
    let data = json!({"role_unique_id": "role-user2"});
    assert_eq!(
        try_change(&app, "helper", "reader", &data).await,
        StatusCode::FORBIDDEN
    );
    let data = json!({"role_unique_id": "role-closer"});
    assert_eq!(
        try_change(&app, "helper", "reader", &data).await,
        StatusCode::OK
    );
    let managed = app.get("helper", "/api/v2/roles?managed=true").await;
    assert_eq!(managed.body["metadata"]["total"], 1);
}

#[tokio::test]
async fn who_defines_roles_grants_no_more_than_he_has() {
    let app = TestApp::start().await;
    let permissions = json!({"role": ["read", "write", "create"], "case": ["read"]});
    make_user(&app, "definer", "group", &permissions).await;
    let role = |scope: &str, permissions: Value| {
        let data = json!({"name": "New", "group_permission": scope, "permissions": permissions});
        json!({"data": data})
    };
    let path = "/api/v2/roles";
    let too_much = role("self", json!({"case": ["read", "write"]}));
    let refused = app.post("definer", path, too_much).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let too_wide = role("all", json!({"case": ["read"]}));
    let refused = app.post("definer", path, too_wide).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let made = app
        .post("definer", path, role("self", json!({"case": ["read"]})))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
}

#[tokio::test]
async fn nobody_makes_his_own_role_mightier() {
    let app = TestApp::start().await;
    let roles = app.get("admin", "/api/v2/roles").await;
    let roles = roles.body["data"].as_array().unwrap();
    let own = roles
        .iter()
        .find(|role| role["unique_id"] == "role-admin")
        .unwrap();
    let mut permissions = own["permissions"].clone();
    permissions["case"] = json!(["read"]);
    let path = format!("/api/v2/roles/{}", own["id"]);
    let refused = app
        .patch(
            "admin",
            &path,
            json!({"data": {"permissions": permissions}}),
        )
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let renamed = app
        .patch(
            "admin",
            &path,
            json!({"data": {"description": "All of it"}}),
        )
        .await;
    assert_eq!(renamed.status, StatusCode::OK, "{:?}", renamed.body);
}
