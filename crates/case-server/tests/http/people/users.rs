//! Writes of `/api/v2/users`.

use axum::http::{Method, StatusCode};
use primero_kernel::Clock as _;
use serde_json::json;

use super::{delete, mistakes, new_user};
use crate::support::{Browser, PASSWORD, TestApp};

const USERS: &str = "/api/v2/users";

#[tokio::test]
async fn a_user_that_was_made_signs_in() {
    let app = TestApp::start().await;
    let body = json!({"data": new_user("fresh")});
    let made = app.post("admin", USERS, body).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let data = &made.body["data"];
    assert_eq!(data["user_name"], "fresh");
    assert_eq!(data["agency_id"], 1);
    assert_eq!(data["role_unique_id"], "role-reader");
    assert_eq!(data["user_group_unique_ids"], json!(["group-1"]));
    assert!(data.get("password").is_none());
    assert!(data.get("permissions").is_none());
    let expected = json!({"total_enabled": 17, "maximum_users": null});
    assert_eq!(made.body["metadata"], expected);
    Browser::signed_in(&app, "fresh").await;
    let mut tx = app.db.begin().await.unwrap();
    let id = app.user_id("fresh").await;
    let events = tx.users().events_of(id, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].by_user_name.as_deref(), Some("admin"));
    assert!(
        !events[0]
            .after
            .as_ref()
            .unwrap()
            .to_string()
            .contains("argon2")
    );
}

#[tokio::test]
async fn a_number_chosen_by_the_client_is_answered_without_a_body() {
    let app = TestApp::start().await;
    let mut user = new_user("fresh");
    user["id"] = json!(400);
    let body = json!({"data": user});
    let made = app.post("admin", USERS, body).await;
    assert_eq!(
        (made.status, &made.body),
        (StatusCode::NO_CONTENT, &json!(null))
    );
    assert_eq!(app.user_id("fresh").await.0, 400);
    let next = json!({"data": new_user("next")});
    let next = app.post("admin", USERS, next).await;
    assert_eq!(next.body["data"]["id"], 401);
    let mut again = new_user("other");
    again["id"] = json!(400);
    let refused = app.post("admin", USERS, json!({"data": again})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let message = "Conflict: A record with this id already exists";
    assert_eq!(refused.body["errors"][0]["message"], message);
}

#[tokio::test]
async fn a_user_without_a_password_is_sent_a_link() {
    let app = TestApp::start().await;
    let mut user = new_user("fresh");
    user["password"] = json!(null);
    user["password_confirmation"] = json!(null);
    let made = app.post("admin", USERS, json!({"data": user})).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let now = app.clock.now();
    let mut tx = app.db.begin().await.unwrap();
    let job = tx.jobs().take(now, now).await.unwrap().unwrap();
    assert_eq!(job.kind, "password_reset");
}

#[tokio::test]
async fn each_field_that_is_wrong_has_its_error() {
    let app = TestApp::start().await;
    let refused = app
        .post("admin", USERS, json!({"data": {"email": "@x"}}))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    insta::assert_json_snapshot!(refused.body);
    let mut user = new_user("fresh");
    user["id"] = json!(1);
    user["password"] = json!("short");
    user["password_confirmation"] = json!("other");
    let refused = app.post("admin", USERS, json!({"data": user})).await;
    let expected = vec![
        (
            "password".to_owned(),
            json!(["errors.models.user.password_mismatch"]),
        ),
        (
            "password_confirmation".to_owned(),
            json!(["errors.models.user.password_mismatch"]),
        ),
    ];
    assert_eq!(mistakes(&refused), expected);
    let mut user = new_user("Reader");
    user["email"] = json!("FULL@agency-a.example");
    let refused = app.post("admin", USERS, json!({"data": user})).await;
    let expected = vec![
        (
            "user_name".to_owned(),
            json!(["errors.models.user.user_name_uniqueness"]),
        ),
        (
            "email".to_owned(),
            json!(["errors.models.user.email_uniqueness"]),
        ),
    ];
    assert_eq!(mistakes(&refused), expected);
    let refused = app.post("admin", USERS, json!({})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn who_may_not_make_users_learns_nothing_about_the_body() {
    let app = TestApp::start().await;
    let refused = app.post("reader", USERS, json!({"data": {}})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.body["errors"][0]["message"], "Forbidden");
    assert_eq!(refused.body["errors"][0]["resource"], USERS);
}

#[tokio::test]
async fn a_change_touches_what_was_sent() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let path = format!("{USERS}/{id}");
    let data = json!({
        "full_name": "Renamed",
        "user_name": "renamed",
        "user_group_unique_ids": ["group-2"],
        "services": ["health"],
        "agency_office": null,
        "phone": "0700",
    });
    let changed = app.patch("admin", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let data = &changed.body["data"];
    assert_eq!(data["full_name"], "Renamed");
    assert_eq!(data["user_name"], "reader");
    assert_eq!(data["user_group_unique_ids"], json!(["group-2"]));
    assert_eq!(data["services"], json!(["health"]));
    assert_eq!(data["email"], "reader@agency-a.example");
    assert!(data.get("agency_office").is_none());
    assert_eq!(changed.body["metadata"]["total_enabled"], 16);
    let refused = app
        .patch("admin", &path, json!({"data": {"email": "@localhost.com"}}))
        .await;
    let expected = vec![("email".to_owned(), json!(["errors.models.user.email"]))];
    assert_eq!(mistakes(&refused), expected);
    let put = Some(json!({"data": {"full_name": "Put"}}));
    let put = app.call("admin", Method::PUT, &path, put).await;
    assert_eq!(put.body["data"]["full_name"], "Put");
}

#[tokio::test]
async fn what_is_not_there_is_said_before_what_is_forbidden() {
    let app = TestApp::start().await;
    let body = json!({"data": {"full_name": "x"}});
    let missing = app
        .patch("reader", "/api/v2/users/thisdoesntexist", body.clone())
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let other = app.user_id("full").await;
    let refused = app.patch("reader", &format!("{USERS}/{other}"), body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_moves_himself_to_another_agency() {
    let app = TestApp::start().await;
    let path = format!("{USERS}/{}", app.user_id("reader").await);
    let data = json!({"full_name": "Myself", "agency_unique_id": "agency-b"});
    let changed = app.patch("reader", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body["data"]["agency_id"], 1);
}

#[tokio::test]
async fn a_user_changes_his_profile_and_nothing_else_about_himself() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let path = format!("{USERS}/{id}");
    let data = json!({
        "full_name": "Myself",
        "position": "Officer",
        "role_unique_id": "role-admin",
        "agency_id": 2,
        "user_name": "boss",
        "user_group_unique_ids": ["group-2"],
    });
    let changed = app.patch("reader", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let data = &changed.body["data"];
    assert_eq!(data["full_name"], "Myself");
    assert_eq!(data["position"], "Officer");
    assert_eq!(data["role_unique_id"], "role-reader");
    assert_eq!(data["agency_id"], 1);
    assert_eq!(data["user_name"], "reader");
    assert_eq!(data["user_group_unique_ids"], json!(["group-1"]));
    let refused = app
        .patch("reader", &path, json!({"data": {"disabled": false}}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_of_its_user() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let path = format!("{USERS}/{id}");
    let mut here = Browser::signed_in(&app, "reader").await;
    let mut elsewhere = Browser::signed_in(&app, "reader").await;
    here.get(&path).await;
    let data = json!({"password": "primer0!!", "password_confirmation": "primer0!!"});
    let changed = here
        .send(Method::PATCH, &path, Some(json!({"data": data})))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(here.get("/api/v2/roles").await.status, StatusCode::OK);
    assert_eq!(
        elsewhere.get("/api/v2/roles").await.status,
        StatusCode::UNAUTHORIZED
    );
    let alone = json!({"data": {"password": PASSWORD}});
    let refused = here.send(Method::PATCH, &path, Some(alone)).await;
    assert_eq!(refused.body["errors"][0]["detail"], "password_confirmation");
}

#[tokio::test]
async fn who_is_disabled_is_signed_out_at_once() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let mut browser = Browser::signed_in(&app, "reader").await;
    let path = format!("{USERS}/{id}");
    let changed = app
        .patch("admin", &path, json!({"data": {"disabled": true}}))
        .await;
    assert_eq!(changed.body["data"]["disabled"], true);
    assert_eq!(changed.body["metadata"]["total_enabled"], 15);
    assert_eq!(browser.get(&path).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        app.get("reader", &path).await.status,
        StatusCode::UNAUTHORIZED
    );
    let enabled = app
        .patch("admin", &path, json!({"data": {"disabled": false}}))
        .await;
    assert_eq!(enabled.status, StatusCode::OK);
    assert_eq!(browser.get(&path).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.get("reader", &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn users_are_removed_by_those_who_manage_them_and_never_by_themselves() {
    let app = TestApp::start().await;
    let id = app.user_id("reader").await;
    let path = format!("{USERS}/{id}");
    assert_eq!(
        delete(&app, "full", &path).await.status,
        StatusCode::FORBIDDEN
    );
    let gone = delete(&app, "admin", &path).await;
    assert_eq!(gone.status, StatusCode::OK, "{:?}", gone.body);
    assert_eq!(gone.body["data"]["id"], id.0);
    assert_eq!(
        delete(&app, "admin", &path).await.status,
        StatusCode::NOT_FOUND
    );
    let own = app.user_id("admin").await;
    let own = delete(&app, "admin", &format!("{USERS}/{own}")).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn many_users_are_disabled_at_once() {
    let app = TestApp::start().await;
    let (one, two) = (app.user_id("reader").await, app.user_id("self1").await);
    let path = "/api/v2/users/update_bulk";
    let own = app.user_id("admin").await;
    let data = json!({"ids": [one, two, own], "disabled": true});
    let refused = app.post("reader", path, json!({"data": data})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let changed = app.post("admin", path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert!(changed.body["data"].is_array());
    assert_eq!(changed.body["metadata"]["total_enabled"], 14);
    let disabled = app.get("admin", "/api/v2/users?disabled[]=true").await;
    assert_eq!(disabled.body["metadata"]["total"], 2);
}

#[tokio::test]
async fn the_list_is_narrowed_and_ordered_as_asked() {
    let app = TestApp::start().await;
    let total = async |query: &str| {
        let answer = app.get("admin", &format!("{USERS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query} {:?}", answer.body);
        answer.body["metadata"]["total"].as_i64().unwrap()
    };
    assert_eq!(total("agency=1").await, 16);
    assert_eq!(total("agency=agency-b").await, 0);
    assert_eq!(total("role_id[]=role-reader").await, 1);
    assert_eq!(total("role_id[0]=nothing").await, 0);
    assert_eq!(total("user_group_ids[0]=group-2").await, 0);
    assert_eq!(total("user_name=reader").await, 1);
    assert_eq!(total("query=ADER").await, 1);
    assert_eq!(total("location=LOC01").await, 16);
    assert_eq!(total("services[]=health").await, 0);
    app.get("reader", "/api/v2/cases").await;
    assert_eq!(
        total("last_access[from]=2026-03-01&last_access[to]=2026-03-01").await,
        2
    );
    assert_eq!(total("last_case_updated[from]=2026-03-01").await, 0);
    let answer = app
        .get("admin", "/api/v2/users?order_by=user_name&order=desc&per=1")
        .await;
    assert_eq!(answer.body["data"][0]["user_name"], "user2");
    let answer = app
        .get(
            "admin",
            "/api/v2/users?user_name=reader&activity_stats=true&extended=true",
        )
        .await;
    let user = &answer.body["data"][0];
    assert_eq!(user["last_access"], "2026-03-01T08:00:00.000Z");
    assert!(user["permissions"]["list"].is_array());
}
