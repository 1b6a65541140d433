//! Places: adding, renaming, disabling, removing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::of;
use crate::support::TestApp;

const PATH: &str = "/api/v2/locations";

fn codes(body: &Value) -> Vec<&str> {
    let places = body["data"].as_array().unwrap().iter();
    places
        .map(|place| place["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_place_is_added_below_another() {
    let app = TestApp::start().await;
    let body = json!({"data": {
        "code": "LOC0103", "type": "district", "parent_code": "LOC01", "admin_level": 7,
        "placename": {"en": "District 3", "fr": "District trois"},
    }});
    let made = app.post("admin", PATH, body.clone()).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body["data"]);
    let shown = app.get("admin", &of(PATH, &made)).await;
    assert_eq!(shown.body, made.body);
    let again = app.post("admin", PATH, body).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = &again.body["errors"][0];
    assert_eq!(error["detail"], "location_code");
    assert_eq!(
        error["message"],
        json!(["errors.models.location.unique_location_code"])
    );
    let options = app.get("reader", "/location-options.json").await;
    assert_eq!(codes(&options.body), ["LOC", "LOC01", "LOC0102", "LOC0103"]);
}

#[tokio::test]
async fn a_client_that_chooses_the_number_gets_no_body() {
    let app = TestApp::start().await;
    let body = json!({"data": {"id": 90, "code": "X", "placename": {"en": "X"}}});
    let made = app.post("admin", PATH, body).await;
    assert_eq!(
        (made.status, made.body),
        (StatusCode::NO_CONTENT, Value::Null)
    );
    let shown = app.get("admin", "/api/v2/locations/90").await;
    assert_eq!(shown.body["data"]["hierarchy"], json!(["X"]));
    let body = json!({"data": {"id": 90, "code": "Y", "placename": {"en": "Y"}}});
    assert_eq!(
        app.post("admin", PATH, body).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_place_is_named_by_field() {
    let app = TestApp::start().await;
    let details = async |data: Value| {
        let answer = app.post("admin", PATH, json!({ "data": data })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let errors = answer.body["errors"].as_array().unwrap().clone();
        errors
            .into_iter()
            .map(|error| error["detail"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        details(json!({"placename": {"en": "X"}, "type": "city"})).await,
        ["location_code"]
    );
    assert_eq!(details(json!({"code": "X"})).await, ["placename"]);
    assert_eq!(details(json!({})).await, ["location_code", "placename"]);
    let orphan = json!({"code": "X", "placename": {"en": "X"}, "parent_code": "NONE"});
    assert_eq!(details(orphan).await, ["parent_code"]);
}

#[tokio::test]
async fn a_place_is_renamed_with_those_below_it_and_never_moves() {
    let app = TestApp::start().await;
    let data = json!({"placename": {"fr": "Une province"}, "type": "region", "parent_code": null, "code": "Z"});
    let changed = app
        .patch("admin", "/api/v2/locations/2", json!({ "data": data }))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let place = &changed.body["data"];
    assert_eq!(place["code"], "LOC01");
    assert_eq!(place["type"], "region");
    assert_eq!(
        place["placename"],
        json!({"en": "Province 1", "fr": "Une province"})
    );
    assert_eq!(place["hierarchy"], json!(["LOC", "LOC01"]));
    let below = app.get("admin", "/api/v2/locations/3").await;
    let name = json!({
        "en": "Country::Province 1::District 2", "fr": "Country::Une province::District 2",
    });
    assert_eq!(below.body["data"]["name"], name);
    let blank = json!({"data": {"placename": {"en": ""}}});
    let refused = app.patch("admin", "/api/v2/locations/2", blank).await;
    assert_eq!(refused.body["errors"][0]["detail"], "placename");
}

#[tokio::test]
async fn many_places_are_disabled_at_once() {
    let app = TestApp::start().await;
    let path = "/api/v2/locations/update_bulk";
    let body = json!({"data": [{"id": 2, "disabled": true}, {"id": 3, "disabled": true}]});
    assert_eq!(
        app.post("reader", path, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let changed = app.post("admin", path, body).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(codes(&changed.body), ["LOC01", "LOC0102"]);
    assert_eq!(changed.body["data"][0]["disabled"], true);
    let enabled = app
        .get("reader", "/api/v2/locations?disabled[0]=false")
        .await;
    assert_eq!(codes(&enabled.body), ["LOC"]);
    assert_eq!(enabled.body["metadata"]["total"], 1);
    let unknown = json!({"data": [{"id": 99, "disabled": true}]});
    assert_eq!(
        app.post("admin", path, unknown).await.status,
        StatusCode::NOT_FOUND
    );
    let senseless = app.post("admin", path, json!({"data": {}})).await;
    assert_eq!(senseless.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_place_is_removed_when_it_holds_no_others() {
    let app = TestApp::start().await;
    let upper = app
        .call("admin", Method::DELETE, "/api/v2/locations/2", None)
        .await;
    assert_eq!(upper.status, StatusCode::UNPROCESSABLE_ENTITY);
    let removed = app
        .call("admin", Method::DELETE, "/api/v2/locations/3", None)
        .await;
    assert_eq!(removed.status, StatusCode::OK);
    assert_eq!(removed.body["data"]["code"], "LOC0102");
    let missing = app.get("admin", "/api/v2/locations/3").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn places_are_for_those_who_manage_all_metadata() {
    let app = TestApp::start().await;
    let body = json!({"data": {"code": "X", "placename": {"en": "X"}}});
    for user in ["reader", "metar"] {
        let made = app.post(user, PATH, body.clone()).await;
        assert_eq!(made.status, StatusCode::FORBIDDEN, "{user}");
        let changed = app.patch(user, "/api/v2/locations/1", body.clone()).await;
        assert_eq!(changed.status, StatusCode::FORBIDDEN, "{user}");
    }
    let missing = app.patch("admin", "/api/v2/locations/99", body).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_of_places_are_searched_sorted_and_cut() {
    let app = TestApp::start().await;
    let list = async |query: &str| {
        let answer = app.get("reader", &format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        let metadata = answer.body["metadata"].clone();
        let codes = codes(&answer.body).join(" ");
        (codes, metadata)
    };
    assert_eq!(list("query=district").await.0, "LOC0102");
    assert_eq!(
        list("order_by=code&order=desc").await.0,
        "LOC0102 LOC01 LOC"
    );
    assert_eq!(
        list("order_by=hierarchy&order=asc&locale=fr").await.0,
        "LOC LOC01 LOC0102"
    );
    let (codes, metadata) = list("per=2&page=2").await;
    assert_eq!(codes, "LOC0102");
    assert_eq!(metadata, json!({"total": 3, "per": 2, "page": 2}));
    assert_eq!(list("per=100000").await.1["per"], 100_000);
}
