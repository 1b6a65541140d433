//! Writes of `/api/v2/user_groups`.

use axum::http::StatusCode;
use serde_json::json;

use super::{delete, make_user, mistakes};
use crate::support::TestApp;

const GROUPS: &str = "/api/v2/user_groups";

#[tokio::test]
async fn a_group_is_made_changed_and_removed() {
    let app = TestApp::start().await;
    let data = json!({
        "unique_id": "group-3",
        "name": "Group 3",
        "description": "The third",
        "disabled": false,
        "agency_unique_ids": ["agency-b", "agency-nowhere"],
    });
    let made = app.post("admin", GROUPS, json!({"data": data})).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body, {".data.id" => "[id]"});
    let path = format!("{GROUPS}/{}", made.body["data"]["id"]);
    let data = json!({"name": "Group three", "disabled": true, "unique_id": "other"});
    let changed = app.patch("admin", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.body["data"]["name"], "Group three");
    assert_eq!(changed.body["data"]["unique_id"], "group-3");
    assert_eq!(changed.body["data"]["description"], "The third");
    let wordless = app
        .post("admin", GROUPS, json!({"data": {"name": "Group 4"}}))
        .await;
    assert_eq!(wordless.body["data"]["description"], json!(null));
    let disabled = app
        .get("admin", "/api/v2/user_groups?disabled[0]=true")
        .await;
    assert_eq!(disabled.body["metadata"]["total"], 1);
    let gone = delete(&app, "admin", &path).await;
    assert_eq!(gone.status, StatusCode::OK);
    assert_eq!(gone.body["data"]["id"], made.body["data"]["id"]);
    assert_eq!(app.get("admin", &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn refusals_of_groups_say_why() {
    let app = TestApp::start().await;
    let taken = json!({"unique_id": "group-1", "name": "Another"});
    let refused = app.post("admin", GROUPS, json!({"data": taken})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let refused = app
        .post("admin", GROUPS, json!({"data": {"unique_id": "group-9"}}))
        .await;
    let expected = vec![(
        "name".to_owned(),
        json!(["errors.models.user_group.name_present"]),
    )];
    assert_eq!(mistakes(&refused), expected);
    for (method, path) in [("POST", GROUPS), ("PATCH", "/api/v2/user_groups/1")] {
        let method = method.parse().unwrap();
        let refused = app.call("reader", method, path, Some(json!({}))).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.body["errors"][0]["resource"], path);
    }
    assert_eq!(
        app.get("reader", GROUPS).await.status,
        StatusCode::FORBIDDEN
    );
    let missing = app
        .patch("admin", "/api/v2/user_groups/thisdoesntexist", json!({}))
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let missing = delete(&app, "admin", "/api/v2/user_groups/thisdoesntexist").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_manages_only_his_groups_joins_the_one_that_he_makes() {
    let app = TestApp::start().await;
    let permissions = json!({"user_group": ["read", "write", "create"]});
    let id = make_user(&app, "leader", "group", &permissions).await;
    let data = json!({"unique_id": "group-3", "name": "Group 3"});
    let made = app.post("leader", GROUPS, json!({"data": data})).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let own = app.get("leader", &format!("/api/v2/users/{id}")).await;
    let groups = &own.body["data"]["user_group_unique_ids"];
    assert_eq!(groups, &json!(["group-1", "group-3"]));
    let managed = app.get("leader", "/api/v2/user_groups?managed=true").await;
    assert_eq!(managed.body["metadata"]["total"], 2);
    let all = app.get("leader", GROUPS).await;
    assert_eq!(all.body["metadata"]["total"], 3);
    let other = app
        .patch(
            "leader",
            "/api/v2/user_groups/2",
            json!({"data": {"name": "x"}}),
        )
        .await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_users_of_a_group_that_goes_lose_it() {
    let app = TestApp::start().await;
    assert_eq!(
        delete(&app, "admin", "/api/v2/user_groups/1").await.status,
        StatusCode::OK
    );
    let id = app.user_id("reader").await;
    let user = app.get("reader", &format!("/api/v2/users/{id}")).await;
    assert_eq!(user.body["data"]["user_group_unique_ids"], json!([]));
    let mut tx = app.db.begin().await.unwrap();
    let events = tx.users().events_of(id, 1).await.unwrap();
    assert_eq!(events[0].action, "update");
}
