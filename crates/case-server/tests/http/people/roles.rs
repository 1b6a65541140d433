//! Writes of `/api/v2/roles`, and `/api/v2/permissions`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{delete, mistakes};
use crate::support::TestApp;

const ROLES: &str = "/api/v2/roles";

fn new_role() -> Value {
    json!({
        "name": "R",
        "unique_id": "role-r",
        "group_permission": "self",
        "module_unique_ids": ["primeromodule-cp", "primeromodule-nowhere"],
        "permissions": {
            "case": ["read", "fly", "read"],
            "spaceship": ["read"],
            "objects": {"role": ["role-r"], "managed_report": {"scope": "all"}},
        },
        "form_section_read_write": {"basic_identity": "rw", "nothing": "rw", "services": "x"},
    })
}

#[tokio::test]
async fn a_role_is_made_of_what_is_known() {
    let app = TestApp::start().await;
    let made = app.post("admin", ROLES, json!({"data": new_role()})).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body, {".data.id" => "[id]"});
    let id = &made.body["data"]["id"];
    let shown = app.get("admin", &format!("{ROLES}/{id}")).await;
    assert_eq!(shown.body, made.body);
}

#[tokio::test]
async fn a_role_without_permissions_is_refused() {
    let app = TestApp::start().await;
    let mut role = new_role();
    role["permissions"] = json!({"spaceship": ["read"]});
    let refused = app.post("admin", ROLES, json!({"data": role})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = vec![(
        "permissions".to_owned(),
        json!(["errors.models.role.permission_presence"]),
    )];
    assert_eq!(mistakes(&refused), expected);
    assert_eq!(refused.body["errors"][0]["resource"], ROLES);
    let refused = app
        .post("reader", ROLES, json!({"data": {"name": "R"}}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn names_and_ids_of_roles_are_taken_once() {
    let app = TestApp::start().await;
    let mut role = new_role();
    role["name"] = json!("Reader");
    let refused = app.post("admin", ROLES, json!({"data": role})).await;
    let expected = vec![("name".to_owned(), json!(["errors.models.role.unique_name"]))];
    assert_eq!(mistakes(&refused), expected);
    let mut role = new_role();
    role["unique_id"] = json!("role-reader");
    let refused = app.post("admin", ROLES, json!({"data": role})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 1);
    let mut role = new_role();
    role["id"] = json!(900);
    let made = app.post("admin", ROLES, json!({"data": role})).await;
    assert_eq!(made.status, StatusCode::NO_CONTENT);
    assert_eq!(
        app.get("admin", "/api/v2/roles/900").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn new_permissions_replace_the_old_ones_and_hold_at_once() {
    let app = TestApp::start().await;
    let roles = app.get("none", ROLES).await;
    let roles = roles.body["data"].as_array().unwrap();
    let role = roles
        .iter()
        .find(|role| role["unique_id"] == "role-closer")
        .unwrap();
    let path = format!("{ROLES}/{}", role["id"]);
    let data = json!({"permissions": {"incident": ["read"]}, "unique_id": "role-other"});
    let changed = app.patch("admin", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(
        changed.body["data"]["permissions"],
        json!({"incident": ["read"]})
    );
    assert_eq!(changed.body["data"]["unique_id"], "role-closer");
    assert_eq!(changed.body["data"]["name"], role["name"]);
    let cases = app.get("closer", "/api/v2/cases").await;
    assert_eq!(cases.status, StatusCode::FORBIDDEN);
    let refused = app
        .patch("admin", &path, json!({"data": {"permissions": {}}}))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = app.patch("reader", &path, json!({"data": {}})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let missing = app
        .patch("admin", "/api/v2/roles/thisdoesntexist", json!({}))
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_role_goes_once_nobody_has_it() {
    let app = TestApp::start().await;
    let made = app.post("admin", ROLES, json!({"data": new_role()})).await;
    let path = format!("{ROLES}/{}", made.body["data"]["id"]);
    assert_eq!(
        delete(&app, "reader", &path).await.status,
        StatusCode::FORBIDDEN
    );
    let gone = delete(&app, "admin", &path).await;
    assert_eq!(gone.status, StatusCode::OK, "{:?}", gone.body);
    assert_eq!(gone.body["data"]["id"], made.body["data"]["id"]);
    assert_eq!(
        delete(&app, "admin", &path).await.status,
        StatusCode::NOT_FOUND
    );
    let roles = app.get("admin", ROLES).await;
    let held = roles.body["data"].as_array().unwrap().iter();
    let held = held
        .clone()
        .find(|role| role["unique_id"] == "role-reader")
        .unwrap();
    let refused = delete(&app, "admin", &format!("{ROLES}/{}", held["id"])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_list_of_roles_is_narrowed_as_asked() {
    let app = TestApp::start().await;
    let ids = async |query: &str| -> Vec<String> {
        let list = app.get("admin", &format!("{ROLES}?{query}")).await;
        let roles = list.body["data"].as_array().unwrap().iter();
        roles
            .map(|role| role["unique_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids("referral_authorization=true").await,
        ["role-restricted"]
    );
    assert!(ids("external=true").await.is_empty());
    assert!(ids("disabled[]=true").await.is_empty());
    assert_eq!(ids("").await.len(), 17);
    assert_eq!(ids("per=5&page=4").await.len(), 2);
    assert!(
        ids("group_permission=self")
            .await
            .contains(&"role-user1".to_owned())
    );
    let by_name = ids("order_by=name&order=desc").await;
    assert_eq!(by_name.first().map(String::as_str), Some("role-user2"));
}

#[tokio::test]
async fn everybody_reads_what_roles_can_be_granted() {
    let app = TestApp::start().await;
    let answer = app.get("none", "/api/v2/permissions").await;
    assert_eq!(answer.status, StatusCode::OK);
    let management = answer.body["data"]["management"].as_array().unwrap();
    assert!(management.contains(&json!("self")));
    let actions = answer.body["data"]["resource_actions"]["case"]
        .as_array()
        .unwrap();
    assert!(actions.contains(&json!("referral")));
}

#[tokio::test]
async fn what_was_changed_here_survives_the_next_application_of_the_template() {
    let app = TestApp::start().await;
    let roles = app.get("admin", ROLES).await;
    let roles = roles.body["data"].as_array().unwrap();
    let role = roles
        .iter()
        .find(|role| role["unique_id"] == "role-closer")
        .unwrap();
    let path = format!("{ROLES}/{}", role["id"]);
    let data = json!({"permissions": {"case": ["read"]}});
    app.patch("admin", &path, json!({"data": data})).await;
    app.apply_with_action("role-closer", "reopen").await;
    app.apply_with_action("role-reader", "flag").await;
    let taken = app.get("admin", ROLES).await;
    let mut taken = taken.body["data"].as_array().unwrap().iter();
    let reader = taken
        .find(|role| role["unique_id"] == "role-reader")
        .unwrap();
    assert_eq!(reader["permissions"]["case"], json!(["flag", "read"]));
    let kept = app.get("admin", &path).await;
    assert_eq!(kept.body["data"]["permissions"], json!({"case": ["read"]}));
}
