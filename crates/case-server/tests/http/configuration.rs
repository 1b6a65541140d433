//! What clients read of the configuration.

use axum::body::Body;
use axum::http::Request;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, fixtures};

mod forms;
mod library;
mod locations;
mod lookups;
mod modules;

/// The path of what an answer shows.
fn of(path: &str, made: &Answer) -> String {
    format!("{path}/{}", made.body["data"]["id"])
}

/// The path of an object, found by its id in the list.
async fn object(app: &TestApp, path: &str, unique_id: &str) -> String {
    let list = app.get("admin", &format!("{path}?per=999")).await;
    let all = list.body["data"].as_array().unwrap();
    let found = all.iter().find(|own| own["unique_id"] == unique_id);
    format!("{path}/{}", found.unwrap()["id"])
}

/// Applies the template anew with a word of one file replaced. Returns how many objects stay as the
/// tenant has them although the template says something else.
async fn apply_again(app: &TestApp, file: &str, from: &str, to: &str) -> u32 {
    let mut bundle = fixtures();
    let text = String::from_utf8(bundle.0[file].clone()).unwrap();
    assert!(text.contains(from), "{text}");
    bundle
        .0
        .insert(file.to_owned(), text.replace(from, to).into_bytes());
    let clock = app.clock.as_ref();
    let applied = primero_case_server::configure(&app.db, clock, &app.instance, &bundle, &[]).await;
    applied.unwrap().conflicts
}

#[tokio::test]
async fn forms_come_in_one_list_with_numbers_and_every_language() {
    let app = TestApp::start().await;
    let answer = app.get("reader", "/api/v2/forms").await;
    assert!(answer.body.get("metadata").is_none());
    let forms = answer.body["data"].as_array().unwrap();
    assert_eq!(forms.len(), 8);
    let find = |id: &str| forms.iter().find(|form| form["unique_id"] == id).unwrap();
    let nested = find("services_section");
    let subform = &find("services")["fields"][0];
    assert_eq!(subform["subform_section_id"], nested["id"]);
    insta::assert_json_snapshot!(find("services"));
    let filtered = app
        .get("reader", "/api/v2/forms?record_type=incident")
        .await;
    assert_eq!(filtered.body["data"].as_array().unwrap().len(), 1);
    let outer = app
        .get("reader", "/api/v2/forms?exclude_subforms=true")
        .await;
    assert_eq!(outer.body["data"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn one_form_is_for_those_who_manage_forms() {
    let app = TestApp::start().await;
    let list = app.get("admin", "/api/v2/forms").await;
    let path = format!("/api/v2/forms/{}", list.body["data"][0]["id"]);
    assert_eq!(app.get("reader", &path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        app.get("metar", &path).await.body["data"],
        list.body["data"][0]
    );
    assert_eq!(
        app.get("admin", "/api/v2/forms/0").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn lookups_are_paged() {
    let app = TestApp::start().await;
    let answer = app.get("reader", "/api/v2/lookups?per=999&page=1").await;
    assert_eq!(
        answer.body["metadata"],
        json!({"total": 3, "per": 999, "page": 1})
    );
    insta::assert_json_snapshot!(answer.body["data"][0]);
    let missing = app.get("admin", "/api/v2/lookups/thisdoesntexist").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let detail = "Couldn't find Lookup with 'id'=thisdoesntexist";
    assert_eq!(missing.body["errors"][0]["detail"], detail);
}

#[tokio::test]
async fn locations_say_what_lies_above_them_when_asked() {
    let app = TestApp::start().await;
    let answer = app.get("reader", "/api/v2/locations?hierarchy=true").await;
    assert_eq!(
        answer.body["metadata"],
        json!({"total": 3, "per": 100, "page": 1})
    );
    insta::assert_json_snapshot!(answer.body["data"]);
    let plain = app.get("reader", "/api/v2/locations").await;
    assert!(plain.body["data"][0].get("hierarchy").is_none());
    assert_eq!(
        app.get("metar", "/api/v2/locations").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_file_of_locations_is_sent_once() {
    let app = TestApp::start().await;
    let anonymous = Browser::new(&app).get("/location-options.json").await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    let answer = app.get("reader", "/location-options.json").await;
    assert_eq!(answer.body["data"].as_array().unwrap().len(), 3);
    assert_eq!(
        answer.body["data"][2]["name"]["en"],
        "Country::Province 1::District 2"
    );
    let again = Request::get("/location-options.json")
        .header(header::AUTHORIZATION, "Basic cmVhZGVyOlNlY3JldDEyMyE=")
        .header(header::IF_NONE_MATCH, &answer.headers[header::ETAG])
        .body(Body::empty());
    assert_eq!(
        app.send(again.unwrap()).await.status,
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn system_settings_hold_what_a_client_needs_to_start() {
    let app = TestApp::start().await;
    let plain = app.get("reader", "/api/v2/system_settings").await;
    assert!(plain.body["data"].get("modules").is_none());
    let answer = app
        .get("reader", "/api/v2/system_settings?extended=true")
        .await;
    insta::assert_json_snapshot!(answer.body, {
        ".data.exact_search_fields" => "[fields]",
        ".data.phonetic_search_fields" => "[fields]",
        ".data.phone_number_search_fields" => "[fields]",
        ".data.agencies[].id" => "[id]",
        ".data.modules[].id" => "[id]",
        ".data.primero_version" => "[version]",
    });
}

#[tokio::test]
async fn primero_and_identity_providers_are_public() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let answer = browser.get("/api/v2//primero").await;
    insta::assert_json_snapshot!(answer.body);
    assert!(browser.cookies.contains_key("CSRF-TOKEN"));
    let providers = Browser::new(&app).get("/api/v2/identity_providers").await;
    let expected = json!({"data": [], "metadata": {"use_identity_provider": false}});
    assert_eq!(providers.body, expected);
}

#[tokio::test]
async fn permissions_list_every_action_by_resource() {
    let app = TestApp::start().await;
    let answer = app.get("none", "/api/v2/permissions").await;
    let list = |value: &Value| value.as_array().unwrap().clone();
    assert!(list(&answer.body["data"]["management"]).contains(&json!("self")));
    let case = list(&answer.body["data"]["resource_actions"]["case"]);
    assert!(case.contains(&json!("referral")));
}

#[tokio::test]
async fn the_contact_is_changed_by_administrators_of_the_system() {
    let app = TestApp::start().await;
    let path = "/api/v2/contact_information";
    let body = json!({"data": {"name": "Help Desk", "phone": "123", "unknown": "x", "email": 5}});
    assert_eq!(
        app.patch("reader", path, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let changed = app.patch("admin", path, body).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body["data"]["name"], "Help Desk");
    assert!(changed.body["data"]["id"].is_i64());
    let seen = app.get("reader", path).await;
    assert_eq!(seen.body["data"]["name"], "Help Desk");
    assert!(seen.body["data"].get("id").is_none());
    assert!(seen.body["data"]["system_version"].is_string());
}

#[tokio::test]
async fn notifications_are_off() {
    let app = TestApp::start().await;
    let config = app.get("reader", "/api/v2/webpush/config").await;
    assert_eq!(config.body, json!({"data": {"enabled": false}}));
    let answer = app.get("reader", "/api/v2/webpush/subscriptions").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(
        answer.body["errors"][0]["detail"],
        "Errors::WebpushNotEnabled"
    );
}

#[tokio::test]
async fn roles_agencies_and_groups_are_listed_for_those_who_may() {
    let app = TestApp::start().await;
    let roles = app
        .get("reader", "/api/v2/roles?referral_authorization=true")
        .await;
    assert_eq!(roles.body["data"].as_array().unwrap().len(), 1);
    insta::assert_json_snapshot!(roles.body["data"][0], { ".id" => "[id]" });
    assert_eq!(
        app.get("reader", "/api/v2/agencies").await.status,
        StatusCode::FORBIDDEN
    );
    let agencies = app.get("admin", "/api/v2/agencies?disabled[0]=false").await;
    assert_eq!(agencies.body["metadata"]["total"], 2);
    let groups = app.get("admin", "/api/v2/user_groups").await;
    assert_eq!(groups.body["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn alerts_count_open_records_in_scope() {
    let app = TestApp::start().await;
    let answer = app.get("full", "/api/v2/alerts").await;
    assert_eq!(
        answer.body,
        json!({"data": {"case": 0, "incident": 0, "tracing_request": 0}})
    );
}
