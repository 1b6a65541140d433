//! The requests with which the existing web client starts, in its order, on the templates that
//! countries use; each answer holds what the client cannot do without.

use axum::http::{Method, StatusCode};
use primero_templates::{Bundle, inline_blocks};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, PASSWORD, TestApp, files};

/// The sample user who walks; every template of ours has him.
const USER: &str = "caseworker";

fn template(name: &str) -> Bundle {
    let own = files(&format!("templates-library/{name}"));
    inline_blocks(&own, &files("templates-library/blocks")).unwrap()
}

/// Asks, and expects an answer in JSON that is no error.
async fn ask(browser: &mut Browser<'_>, path: &str) -> Value {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {:?}", answer.body);
    answer.body
}

/// Every one of the keys is there and is not null.
fn has(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(
            value.get(key).is_some_and(|found| !found.is_null()),
            "{key} of {value}"
        );
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    let list = value[key].as_array();
    let list = list.filter(|list| !list.is_empty());
    assert!(list.is_some(), "no {key} in {value}");
    list.unwrap()
}

#[tokio::test]
async fn the_client_starts_on_rapid_onset() {
    walk("rapid-onset").await;
}

#[tokio::test]
async fn the_client_starts_on_cpims_plus() {
    walk("cpims-plus").await;
}

async fn walk(name: &str) {
    let app = TestApp::start_with_template(&template(name), &[USER]).await;
    let mut browser = Browser::new(&app);
    anonymous(&mut browser).await;
    let id = sign_in(&mut browser).await;
    resources(&mut browser, &id).await;
    let case = cases(&mut browser).await;
    edit(&mut browser, &case).await;
    let account = ask(&mut browser, &format!("/api/v2/users/{id}")).await;
    assert!(account["data"].get("permissions").is_none());
    let answer = browser.send(Method::DELETE, "/api/v2/tokens", None).await;
    assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({})));
}

/// Steps 1 and 2: what is asked before anybody is known, and the sign-in.
async fn anonymous(browser: &mut Browser<'_>) {
    ask(browser, "/api/v2//primero").await;
    let providers = ask(browser, "/api/v2/identity_providers").await;
    assert_eq!(providers["metadata"]["use_identity_provider"], false);
}

async fn sign_in(browser: &mut Browser<'_>) -> String {
    let answer = browser.get("/health/server?session=true").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let body = json!({"user": {"user_name": USER, "password": PASSWORD}});
    let answer = browser
        .send(Method::POST, "/api/v2/tokens", Some(body))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    has(&answer.body, &["id", "user_name", "group_permission"]);
    answer.body["id"].to_string()
}

/// Step 3: the user, and everything that the application is made of.
async fn resources(browser: &mut Browser<'_>, id: &str) {
    let user = ask(browser, &format!("/api/v2/users/{id}?extended=true")).await;
    let user = &user["data"];
    let needed = [
        "user_name",
        "filters",
        "list_headers",
        "module_unique_ids",
        "role_group_permission",
        "permitted_form",
        "reporting_location_config",
    ];
    has(user, &needed);
    let permissions = list(&user["permissions"], "list");
    has(
        &user["filters"],
        &["cases", "incidents", "tracing_requests"],
    );
    list(&user["list_headers"], "cases");
    list(user, "module_unique_ids");
    ask(browser, "/api/v2/alerts").await;
    dashboards(browser, permissions).await;
    ask(browser, "/api/v2/contact_information").await;
    settings(browser).await;
    ask(browser, "/api/v2/permissions").await;
    forms(browser).await;
    let lookups = ask(browser, "/api/v2/lookups?per=999&page=1").await;
    for lookup in list(&lookups, "data") {
        has(lookup, &["values", "unique_id"]);
    }
    let places = ask(browser, "/location-options.json").await;
    has(
        &list(&places, "data")[0],
        &["code", "type", "name", "admin_level"],
    );
    ask(browser, "/api/v2/webpush/config").await;
}

/// One request for each group of dashboards that the role has.
async fn dashboards(browser: &mut Browser<'_>, permissions: &[Value]) {
    let own = permissions
        .iter()
        .find(|own| own["resource"] == "dashboards");
    for name in own.map_or(&Vec::new(), |own| list(own, "actions")) {
        let name = name.as_str().unwrap();
        if matches!(name, "dash_flags" | "dash_tasks") {
            continue;
        }
        let path = format!("/api/v2/dashboards?names%5B0%5D={name}");
        let answer = ask(browser, &path).await;
        for dashboard in answer["data"].as_array().unwrap() {
            has(dashboard, &["name", "type", "indicators"]);
        }
    }
}

async fn settings(browser: &mut Browser<'_>) {
    let settings = ask(browser, "/api/v2/system_settings?extended=true").await;
    let settings = &settings["data"];
    has(settings, &["modules", "exact_search_fields", "agencies"]);
    for module in list(settings, "modules") {
        has(module, &["unique_id", "list_headers"]);
        assert!(
            list(&module["list_headers"], "cases")
                .iter()
                .all(Value::is_string)
        );
    }
}

async fn forms(browser: &mut Browser<'_>) {
    let forms = ask(browser, "/api/v2/forms").await;
    for form in list(&forms, "data") {
        has(
            form,
            &["id", "module_ids", "visible", "parent_form", "fields"],
        );
        // The sections of families and registers of old have none of their own.
        for field in form["fields"].as_array().unwrap() {
            has(field, &["id", "name", "type", "visible"]);
        }
    }
}

/// Steps 4 and 5: the list, and a case of it.
async fn cases(browser: &mut Browser<'_>) -> String {
    let path = "/api/v2//cases?fields=short&status%5B0%5D=open&record_state%5B0%5D=true\
                &page=1&per=20";
    let cases = ask(browser, path).await;
    let case = &list(&cases, "data")[0];
    has(case, &["id"]);
    assert_eq!(case["record_in_scope"], true);
    let id = case["id"].as_str().unwrap().to_owned();
    has(
        &ask(browser, &format!("/api/v2/cases/{id}")).await["data"],
        &["id"],
    );
    ask(browser, &format!("/api/v2/cases/{id}/alerts")).await;
    id
}

/// Step 6: an edit, and a new case.
async fn edit(browser: &mut Browser<'_>, id: &str) {
    let path = format!("/api/v2/cases/{id}");
    let body = json!({"data": {"name": "Child One Renamed"}});
    let answer = browser.send(Method::PATCH, &path, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(answer.body["data"]["id"], id);
    let new = created(browser).await;
    let id = new.body["data"]["id"].as_str().unwrap();
    has(
        &ask(browser, &format!("/api/v2/cases/{id}")).await["data"],
        &["id", "name"],
    );
}

async fn created(browser: &mut Browser<'_>) -> Answer {
    let body = json!({"data": {
        "name_first": "Brand", "name_last": "New", "name": "Brand New", "age": 11, "sex": "female", "consent_for_services": false,
        "disclosure_other_orgs": false, "module_id": "primeromodule-cp",
    }});
    let answer = browser
        .send(Method::POST, "/api/v2/cases", Some(body))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer
}
