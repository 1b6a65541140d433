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
    for nothing in [
        json!({}),
        json!({"data": {}}),
        json!({"data": null}),
        json!({"data": []}),
    ] {
        let answer = app.post("full", "/api/v2/cases", nothing).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let message = "param is missing or the value is empty or invalid: data";
        assert_eq!(answer.body["errors"][0]["message"], message);
    }
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

#[tokio::test]
async fn an_id_is_a_uuid_in_lower_case_or_none() {
    let app = TestApp::start().await;
    for id in [
        "x",
        "47E3E51C-7049-4AFF-BD3E-DED1B1C5477F",
        "47e3e51c70494affbd3eded1b1c5477f",
    ] {
        let body = json!({"data": {"id": id, "name": "X"}});
        let answer = app.post("full", "/api/v2/cases", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id}");
        assert_eq!(answer.body["errors"][0]["message"], "Invalid Record JSON");
        assert_eq!(answer.body["errors"][0]["detail"], json!(["/id"]));
    }
    for blank in [json!(null), json!("")] {
        let body = json!({"data": {"id": blank, "name": "X"}});
        let answer = app.post("full", "/api/v2/cases", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        assert_eq!(answer.body["data"]["id"].as_str().unwrap().len(), 36);
    }
}

#[tokio::test]
async fn what_an_offline_client_made_up_is_ignored() {
    let app = TestApp::start().await;
    let id = "47e3e51c-7049-4aff-bd3e-ded1b1c5477f";
    let sent = json!({
        "id": id, "short_id": "1b1c5477", "owned_by": "self1", "type": "case",
        "record_in_scope": true, "enabled": true, "complete": false, "workflow": "closed",
        "name": "Offline", "created_at": "2026-02-01T10:00:00.000Z",
        "module_id": "primeromodule-cp", "_flags": [{"message": "x"}], "flag_count": 3,
    });
    let answer = app
        .post("full", "/api/v2/cases", json!({ "data": sent }))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    let shown = app.get("full", &format!("/api/v2/cases/{id}")).await;
    let data = &shown.body["data"];
    assert_eq!(data["owned_by"], "full");
    assert_eq!(data["workflow"], "new");
    assert_eq!(data["created_at"], "2026-02-01T10:00:00.000Z");
    assert_eq!(data["flag_count"], 0);
    assert_ne!(data["short_id"], "1b1c5477");
    assert!(data.get("type").is_none() && data.get("complete").is_none());
}

#[tokio::test]
async fn a_module_that_hides_names_hides_that_of_a_new_case() {
    let app = TestApp::start().await;
    let body = json!({"data": {"name": "Secret", "module_id": "primeromodule-gbv"}});
    let answer = app.post("full", "/api/v2/cases", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(answer.body["data"]["hidden_name"], true);
    assert_eq!(answer.body["data"]["name"], "*******");
}

#[tokio::test]
async fn a_registration_date_is_today_unless_it_is_said() {
    let app = TestApp::start().await;
    for (sent, kept) in [
        (json!(null), "2026-03-01"),
        (json!("2026-01-02"), "2026-01-02"),
    ] {
        let body = json!({"data": {"name": "X", "registration_date": sent}});
        let answer = app.post("full", "/api/v2/cases", body).await;
        assert_eq!(answer.body["data"]["registration_date"], kept);
    }
}
