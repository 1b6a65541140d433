//! Writes of `/api/v2/agencies`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{delete, mistakes};
use crate::support::TestApp;

const AGENCIES: &str = "/api/v2/agencies";

fn new_agency() -> Value {
    json!({
        "unique_id": "agency-c",
        "agency_code": "AC",
        "order": 5,
        "telephone": "0700",
        "services": ["health"],
        "logo_enabled": true,
        "disabled": true,
        "name": {"en": "Agency C"},
        "description": {"en": "The third"},
        "contact_name": "Somebody",
    })
}

#[tokio::test]
async fn an_agency_is_made_changed_and_disabled() {
    let app = TestApp::start().await;
    let made = app
        .post("admin", AGENCIES, json!({"data": new_agency()}))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body, {".data.id" => "[id]"});
    let id = &made.body["data"]["id"];
    let path = format!("{AGENCIES}/{id}");
    let data = json!({"name": {"en": "Agency Sea"}, "disabled": false, "contact_name": null});
    let changed = app.patch("admin", &path, json!({"data": data})).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.body["data"]["name"]["en"], "Agency Sea");
    assert_eq!(changed.body["data"]["contact_name"], Value::Null);
    assert_eq!(changed.body["data"]["telephone"], "0700");
    let disabled = delete(&app, "admin", &path).await;
    assert_eq!(
        (disabled.status, disabled.body),
        (StatusCode::OK, json!({"data": {"id": id}}))
    );
    let shown = app.get("admin", &path).await;
    assert_eq!(shown.body["data"]["disabled"], true);
    let list = app
        .get(
            "admin",
            "/api/v2/agencies?disabled[0]=false&order_by=name&order=desc",
        )
        .await;
    assert_eq!(list.body["metadata"]["total"], 2);
    assert_eq!(list.body["data"][0]["unique_id"], "agency-b");
}

#[tokio::test]
async fn an_agency_without_an_id_has_its_code_for_one() {
    let app = TestApp::start().await;
    let mut agency = new_agency();
    agency["unique_id"] = Value::Null;
    let made = app.post("admin", AGENCIES, json!({"data": agency})).await;
    assert_eq!(made.body["data"]["unique_id"], "AC");
}

#[tokio::test]
async fn refusals_of_agencies_say_why() {
    let app = TestApp::start().await;
    let mut agency = new_agency();
    agency["id"] = json!(1);
    let refused = app.post("admin", AGENCIES, json!({"data": agency})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let data = json!({"name": {"en": "Nameless"}});
    let refused = app.post("admin", AGENCIES, json!({"data": data})).await;
    let expected = vec![(
        "agency_code".to_owned(),
        json!(["errors.models.agency.code_present"]),
    )];
    assert_eq!(mistakes(&refused), expected);
    let mut agency = new_agency();
    agency["name"] = json!({"es": "Sin nombre"});
    let refused = app.post("admin", AGENCIES, json!({"data": agency})).await;
    let expected = vec![(
        "name".to_owned(),
        json!(["errors.models.agency.name_present"]),
    )];
    assert_eq!(mistakes(&refused), expected);
    let mut agency = new_agency();
    agency["id"] = json!(77);
    let made = app.post("admin", AGENCIES, json!({"data": agency})).await;
    assert_eq!(made.status, StatusCode::NO_CONTENT);
    assert_eq!(
        app.get("admin", "/api/v2/agencies/77").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn agencies_are_for_those_who_may_and_what_is_missing_is_missing() {
    let app = TestApp::start().await;
    let refused = app
        .post("reader", AGENCIES, json!({"data": new_agency()}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let first = "/api/v2/agencies/1";
    assert_eq!(app.get("reader", first).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        delete(&app, "reader", first).await.status,
        StatusCode::FORBIDDEN
    );
    let nowhere = "/api/v2/agencies/thisdoesntexist";
    assert_eq!(
        app.get("admin", nowhere).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        delete(&app, "admin", nowhere).await.status,
        StatusCode::NOT_FOUND
    );
    let missing = app.patch("admin", nowhere, json!({})).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
