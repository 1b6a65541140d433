//! Incidents, tracing requests, registry records and families: what cases do, they do.

mod linked;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestApp;

const GHOST: &str = "47e3e51c-7049-4aff-bd3e-ded1b1c5477f";
/// Plural, class, the field of the long id and that of the number that people read.
const TYPES: [(&str, &str, &str, Option<&str>); 4] = [
    (
        "incidents",
        "Incident",
        "incident_id",
        Some("incident_code"),
    ),
    (
        "tracing_requests",
        "TracingRequest",
        "tracing_request_id",
        None,
    ),
    (
        "registry_records",
        "RegistryRecord",
        "registry_id",
        Some("registry_id_display"),
    ),
    ("families", "Family", "family_id", Some("family_id_display")),
];

fn new_record(data: Value) -> Value {
    let mut data = data;
    data["module_id"] = json!("primeromodule-cp");
    json!({ "data": data })
}

#[tokio::test]
async fn every_type_is_made_shown_listed_changed_and_disabled() {
    let app = TestApp::start().await;
    for (plural, class, long_id, display_id) in TYPES {
        let list = format!("/api/v2/{plural}");
        let made = app.post("full", &list, new_record(json!({}))).await;
        assert_eq!(made.status, StatusCode::OK, "{plural}: {:?}", made.body);
        let data = &made.body["data"];
        assert_eq!(data["owned_by"], "full");
        assert_eq!(data["status"], "open");
        let short = data["short_id"].as_str().unwrap();
        assert!(data[long_id].as_str().unwrap().ends_with(short), "{plural}");
        if let Some(field) = display_id {
            assert_eq!(data[field], short, "{plural}");
        }
        let path = format!("{list}/{}", data["id"].as_str().unwrap());
        let shown = app.get("full", &path).await;
        assert_eq!(shown.body["data"]["record_in_scope"], true, "{plural}");
        let listed = app
            .get("full", &format!("{list}?fields=short&status[0]=open"))
            .await;
        assert_eq!(
            listed.body["metadata"],
            json!({"total": 1, "per": 20, "page": 1})
        );
        assert_eq!(listed.body["data"][0]["id"], data["id"]);
        let sent = json!({"data": {"status": "closed", long_id: "x", "unknown": 1}});
        let changed = app.patch("full", &path, sent).await;
        assert_eq!(changed.body["data"]["status"], "closed", "{plural}");
        assert!(changed.body["data"].get(long_id).is_none(), "{plural}");
        let gone = app.call("full", Method::DELETE, &path, None).await;
        assert_eq!(gone.body, json!({"data": {"id": data["id"]}}), "{plural}");
        assert_eq!(app.get("full", &path).await.body["data"]["enabled"], false);
        let unknown = app.get("full", &format!("{list}/{GHOST}")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let detail = format!("Couldn't find {class} with 'id'={GHOST}");
        assert_eq!(unknown.body["errors"][0]["detail"], json!(detail));
    }
}

#[tokio::test]
async fn every_type_has_rights_of_its_own() {
    let app = TestApp::start().await;
    for (index, (plural, ..)) in TYPES.into_iter().enumerate() {
        let list = format!("/api/v2/{plural}");
        let id = format!("00000000-0000-4000-8000-{index:012}");
        let made = app
            .post("full", &list, new_record(json!({ "id": id })))
            .await;
        assert_eq!(
            made.status,
            StatusCode::NO_CONTENT,
            "{plural}: {:?}",
            made.body
        );
        let path = format!("{list}/{id}");
        for user in ["reader", "none"] {
            assert_eq!(app.get(user, &list).await.status, StatusCode::FORBIDDEN);
            assert_eq!(app.get(user, &path).await.status, StatusCode::FORBIDDEN);
            let made = app.post(user, &list, new_record(json!({}))).await;
            assert_eq!(made.status, StatusCode::FORBIDDEN, "{plural}");
            let changed = app.patch(user, &path, new_record(json!({}))).await;
            assert_eq!(changed.status, StatusCode::FORBIDDEN, "{plural}");
        }
        let again = app
            .post("full", &list, new_record(json!({ "id": id })))
            .await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{plural}");
    }
}

#[tokio::test]
async fn a_record_is_reached_by_the_path_of_its_type_only() {
    let app = TestApp::start().await;
    let case = app.case_ids().await["Test1"].clone();
    for (plural, ..) in TYPES {
        let answer = app.get("full", &format!("/api/v2/{plural}/{case}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{plural}");
    }
}

#[tokio::test]
async fn an_incident_of_a_case_belongs_to_the_owner_of_the_case() {
    let app = TestApp::start().await;
    let case = app.case_ids().await["Test4"].clone();
    let sent =
        json!({"description": "At night", "incident_date": "2026-02-01", "incident_case_id": case});
    let made = app
        .post("full", "/api/v2/incidents", new_record(sent))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    assert_eq!(made.body["data"]["owned_by"], "self1");
    assert_eq!(made.body["data"]["created_by"], "full");
    assert_eq!(made.body["data"]["incident_case_id"], case);
    let lost = json!({"incident_case_id": GHOST});
    let refused = app
        .post("full", "/api/v2/incidents", new_record(lost))
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
