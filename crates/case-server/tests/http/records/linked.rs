//! Incidents of a case, and traces of a tracing request.

use axum::http::StatusCode;
use primero_case_model::{Authorship, Change, EventAction, Path, Record, RecordType};
use serde_json::{Value, json};

use super::{GHOST, new_record};
use crate::support::TestApp;

const TRACE: &str = "7ace0000-0000-4000-8000-000000000001";

/// A tracing request with one trace, stored as an import would store it.
async fn tracing_request(app: &TestApp) -> String {
    let id = "71000000-0000-4000-8000-000000000001";
    let data = json!({
        "module_id": "primeromodule-cp", "owned_by": "full", "relation_name": "Aunt Halima",
        "inquiry_date": "2026-02-01", "tracing_request_id": "t-1", "record_state": true,
        "tracing_request_subform_section": [{"unique_id": TRACE, "name": "Idris", "age": 8}],
    });
    let whole = Change::Set {
        path: Path::root(),
        value: data,
    };
    let author = "full".parse().unwrap();
    let authorship = Authorship::new(app.clock.as_ref(), author, EventAction::CREATE);
    let record = Record::blank(RecordType::TracingRequest, id.parse().unwrap());
    let changed = record.change(vec![whole], authorship).unwrap().unwrap();
    let mut tx = app.db.begin().await.unwrap();
    tx.records().store(&changed).await.unwrap();
    tx.commit().await.unwrap();
    id.to_owned()
}

async fn incident(app: &TestApp, data: Value) -> String {
    let made = app
        .post("full", "/api/v2/incidents", new_record(data))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    made.body["data"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_trace_is_matched_with_a_case_and_the_match_is_taken_back() {
    let app = TestApp::start().await;
    let request = tracing_request(&app).await;
    let case = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/traces/{TRACE}");
    let shown = app.get("full", &path).await;
    insta::assert_json_snapshot!(shown.body);
    let matched = json!({"data": {"matched_case_id": case, "name": "Other"}});
    let answer = app.patch("full", &path, matched.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(answer.body["data"]["id"], TRACE);
    assert_eq!(answer.body["data"]["matched_case_id"], case);
    assert_eq!(answer.body["data"]["name"], "Idris");
    assert_eq!(app.patch("full", &path, matched).await.body, answer.body);
    for list in [
        format!("/api/v2/cases/{case}/traces"),
        format!("/api/v2/tracing_requests/{request}/traces"),
    ] {
        let listed = app.get("full", &list).await;
        assert_eq!(
            listed.body,
            json!({"data": [answer.body["data"]]}),
            "{list}"
        );
    }
    let undone = json!({"data": {"matched_case_id": null}});
    let answer = app.patch("full", &path, undone).await;
    assert_eq!(answer.body["data"]["matched_case_id"], Value::Null);
    let listed = app
        .get("full", &format!("/api/v2/cases/{case}/traces"))
        .await;
    assert_eq!(listed.body, json!({"data": []}));
}

#[tokio::test]
async fn a_trace_has_the_rights_of_its_tracing_request() {
    let app = TestApp::start().await;
    let request = tracing_request(&app).await;
    let path = format!("/api/v2/traces/{TRACE}");
    let body = json!({"data": {"matched_case_id": GHOST}});
    assert_eq!(app.get("none", &path).await.status, StatusCode::FORBIDDEN);
    let refused = app.patch("reader", &path, body.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let list = format!("/api/v2/tracing_requests/{request}/traces");
    assert_eq!(app.get("reader", &list).await.status, StatusCode::FORBIDDEN);
    let unmatched = app.patch("full", &path, body).await;
    assert_eq!(unmatched.status, StatusCode::NOT_FOUND);
    for id in [GHOST, "x"] {
        let unknown = app.get("full", &format!("/api/v2/traces/{id}")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn a_case_lists_its_incidents_and_hands_over_what_it_knows() {
    let app = TestApp::start().await;
    let case = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{case}/incidents");
    assert_eq!(app.get("full", &path).await.body, json!({"data": []}));
    let new = app.get("full", &format!("{path}/new")).await;
    assert_eq!(
        new.body["data"],
        json!({
            "age": 5, "sex": "male", "module_id": "primeromodule-cp", "owned_by": "full",
            "incident_case_id": case,
        })
    );
    let id = incident(
        &app,
        json!({"description": "At night", "incident_case_id": case}),
    )
    .await;
    let listed = app.get("full", &path).await;
    assert!(listed.body.get("metadata").is_none());
    assert_eq!(listed.body["data"][0]["id"], id);
    assert_eq!(listed.body["data"][0]["description"], "At night");
    assert_eq!(app.get("reader", &path).await.status, StatusCode::FORBIDDEN);
    let unknown = app
        .get("none", &format!("/api/v2/cases/{GHOST}/incidents"))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn incidents_are_linked_all_or_none() {
    let app = TestApp::start().await;
    let case = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{case}/incidents");
    let ids = [
        incident(&app, json!({"description": "one"})).await,
        incident(&app, json!({"description": "two"})).await,
    ];
    let lost = json!({"data": {"incident_ids": [ids[0], GHOST]}});
    assert_eq!(
        app.post("full", &path, lost).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(app.get("full", &path).await.body, json!({"data": []}));
    let both = json!({"data": {"incident_ids": ids}});
    let refused = app.post("reader", &path, both.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = app.post("full", &path, both).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{:?}", done.body);
    let listed = app.get("full", &path).await;
    assert_eq!(listed.body["data"].as_array().unwrap().len(), 2);
    let empty = app.post("full", &path, json!({"data": {}})).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}
