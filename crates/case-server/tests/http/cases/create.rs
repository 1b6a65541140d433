//! `POST /api/v2/cases`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_new_case_answers_with_all_that_the_server_added() {
    let app = TestApp::start().await;
    let data = json!({"name": "Test", "age": 12, "sex": "female", "module_id": "primeromodule-cp"});
    let answer = app
        .post("full", "/api/v2/cases", json!({ "data": data }))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    insta::assert_json_snapshot!(answer.body, {
        ".data.id" => "[uuid]",
        ".data.case_id" => "[uuid]",
        ".data.unique_identifier" => "[uuid]",
        ".data.short_id" => "[short id]",
        ".data.case_id_display" => "[short id]",
    });
    let identifier = answer.body["data"]["unique_identifier"].as_str().unwrap();
    let short_id = answer.body["data"]["short_id"].as_str().unwrap();
    assert!(identifier.ends_with(short_id));
}

#[tokio::test]
async fn a_case_with_a_clients_id_is_made_once() {
    let app = TestApp::start().await;
    let id = "47e3e51c-7049-4aff-bd3e-ded1b1c5477f";
    let body = json!({"data": {"id": id, "name": "Offline", "module_id": "primeromodule-cp"}});
    let answer = app.post("full", "/api/v2/cases", body.clone()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    assert!(answer.body.is_null());
    let shown = app.get("full", &format!("/api/v2/cases/{id}")).await;
    assert_eq!(shown.body["data"]["name"], "Offline");
    let again = app.post("full", "/api/v2/cases", body).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let message = "Conflict: A record with this id already exists";
    assert_eq!(again.body["errors"][0]["message"], message);
}

#[tokio::test]
async fn values_of_the_wrong_type_are_named() {
    let app = TestApp::start().await;
    let refused = json!({
        "name": 5,
        "age": "twelve",
        "sex": "unknown",
        "date_of_birth": "is invalid",
        "urgent_protection_concern": null,
        "family_details_section": [{"relation_age": 1.5}, {"unique_id": "ABC"}],
        "module_id": "primeromodule-cp",
        "status": "nonsense",
    });
    let answer = app
        .post("full", "/api/v2/cases", json!({ "data": refused }))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    insta::assert_json_snapshot!(answer.body);
}

#[tokio::test]
async fn values_of_the_wrong_kind_and_unknown_keys_vanish() {
    let app = TestApp::start().await;
    let sent = json!({
        "name": ["a", "list"],
        "age": {"an": "object"},
        "family_details_section": "a text",
        "sex": "female",
        "unknown": 1,
        "owned_by": "reader",
        "created_by": "reader",
        "photos": "x",
        "national_id_no": "001",
        "module_id": "primeromodule-cp",
        "services_section": [{"service_type": "health", "unknown": 1}, "not a row"],
    });
    let answer = app
        .post("full", "/api/v2/cases", json!({ "data": sent }))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let data = answer.body["data"].as_object().unwrap();
    for key in ["name", "age", "family_details_section", "unknown", "photos"] {
        assert!(!data.contains_key(key), "{key}");
    }
    assert_eq!(data["owned_by"], "full");
    assert_eq!(data["created_by"], "full");
    assert_eq!(data["national_id_no"], "001");
    let rows = data["services_section"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["service_type"], "health");
    assert_eq!(rows[0]["unique_id"].as_str().unwrap().len(), 36);
    assert!(rows[0].get("unknown").is_none());
}

#[tokio::test]
async fn creating_needs_the_right_and_the_data() {
    let app = TestApp::start().await;
    let body = json!({"data": {"name": "X"}});
    let answer = app.post("reader", "/api/v2/cases", body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = app.post("full", "/api/v2/cases", json!({})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("data")
    );
}

#[tokio::test]
async fn moments_are_kept_in_one_form() {
    let app = TestApp::start().await;
    for (sent, kept) in [
        ("2026-02-03T04:05:06+03:00", "2026-02-03T01:05:06.000Z"),
        ("2026-02-03T04:05:06.789Z", "2026-02-03T04:05:06.789Z"),
        ("2026-02-03", "2026-02-03T00:00:00.000Z"),
    ] {
        let body = json!({"data": {"name": "X", "created_at": sent}});
        let answer = app.post("full", "/api/v2/cases", body).await;
        assert_eq!(answer.body["data"]["created_at"], kept);
    }
}

#[tokio::test]
async fn a_module_that_nobody_installed_is_named() {
    let app = TestApp::start().await;
    let body = json!({"data": {"name": "X", "module_id": "primeromodule-none"}});
    let answer = app.post("full", "/api/v2/cases", body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.body["errors"][0]["detail"], json!(["/module_id"]));
    let foreign = json!({"data": {"name": "X", "module_id": "primeromodule-gbv"}});
    let answer = app.post("user1", "/api/v2/cases", foreign).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_very_long_name_is_stored_whole() {
    let app = TestApp::start().await;
    let mut state = 1_u32;
    let long: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from(state >> 24).unwrap() % 26)
    })
    .take(100_000)
    .collect();
    let body = json!({"data": {"name": long}});
    let answer = app.post("full", "/api/v2/cases", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body["errors"]);
    assert_eq!(answer.body["data"]["name"], long);
}

#[tokio::test]
async fn every_write_leaves_its_event_and_the_sealer_numbers_it() {
    let app = TestApp::start().await;
    let before = app.db.seal().await.unwrap();
    assert_eq!(before, 6, "the six sample cases");
    let body = json!({"data": {"name": "X", "module_id": "primeromodule-cp"}});
    app.post("full", "/api/v2/cases", body).await;
    assert_eq!(app.db.seal().await.unwrap(), 1);
    assert_eq!(app.db.seal().await.unwrap(), 0);
}
