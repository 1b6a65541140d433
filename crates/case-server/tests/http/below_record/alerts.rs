//! `/api/v2/alerts` and `/api/v2/:records/:id/alerts`.

use axum::http::{Method, StatusCode};
use primero_case_db::configuration::ChangedBy;
use primero_case_model::alert::Alert;
use primero_case_model::{Authorship, EventAction, RecordType};
use primero_kernel::Clock as _;
use serde_json::json;

use crate::support::TestApp;

async fn alerted(app: &TestApp) -> String {
    let id = app.case_ids().await["Test2"].clone();
    let mut tx = app.db.begin().await.unwrap();
    let number = id.parse().unwrap();
    let found = tx.records().find_to_change(RecordType::Case, number).await;
    let record = found.unwrap().unwrap();
    let alert = |unique_id: &str, form: &str| Alert {
        unique_id: unique_id.to_owned(),
        kind: form.to_owned(),
        alert_for: "field_change".to_owned(),
        date: "2026-03-01".parse().unwrap(),
        form_unique_id: form.to_owned(),
        user: None,
        stays: true,
        transition: None,
    };
    let added = [
        alert("alert-1", "basic_identity"),
        alert("alert-2", "services"),
    ];
    let changes = Alert::replaced(&record, |_| true, &added);
    let user = "full".parse().unwrap();
    let by = Authorship::new(app.clock.as_ref(), user, EventAction::UPDATE);
    let done = record.change(changes, by).unwrap().unwrap();
    tx.records().store(&done).await.unwrap();
    tx.commit().await.unwrap();
    format!("/api/v2/cases/{id}/alerts")
}

#[tokio::test]
async fn alerts_are_listed_counted_and_removed() {
    let app = TestApp::start().await;
    let alerts = alerted(&app).await;
    let list = app.get("reader", &alerts).await;
    assert_eq!(list.status, StatusCode::OK);
    insta::assert_json_snapshot!(list.body);
    let count = app.get("full", "/api/v2/alerts").await;
    let data = json!({"case": 1, "incident": 0, "tracing_request": 0});
    assert_eq!(count.body["data"], data);
    let one = format!("{alerts}/alert-1");
    let refused = app.call("reader", Method::DELETE, &one, None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let removed = app.call("full", Method::DELETE, &one, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let again = app.call("full", Method::DELETE, &one, None).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let list = app.get("full", &alerts).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn alerts_of_a_record_out_of_scope_are_forbidden() {
    let app = TestApp::start().await;
    let alerts = alerted(&app).await;
    assert_eq!(
        app.get("self1", &alerts).await.status,
        StatusCode::FORBIDDEN
    );
    let ghost = "/api/v2/cases/47e3e51c-7049-4aff-bd3e-ded1b1c5477f/alerts";
    assert_eq!(app.get("self1", ghost).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_watched_field_alerts_the_owner_when_somebody_else_changes_it() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["TestA"].clone();
    let settings = json!({"changes_field_to_form": {"age": "basic_identity"}});
    let admin = "admin".parse().unwrap();
    let by = ChangedBy {
        user: &admin,
        at: app.clock.now(),
    };
    primero_case_server::set_settings(&app.db, settings.as_object().unwrap(), by)
        .await
        .unwrap();
    let case = format!("/api/v2/cases/{id}");
    let change = |user, data| app.patch(user, &case, json!({ "data": data }));
    change("full", json!({"age": 16})).await;
    let list = app.get("user1", &format!("{case}/alerts")).await;
    assert_eq!(list.body["data"][0]["alert_for"], "field_change");
    assert_eq!(list.body["data"][0]["form_unique_id"], "basic_identity");
    let shown = app.get("user1", &case).await;
    assert_eq!(shown.body["data"]["alert_count"], 1);
    change("user1", json!({"age": 15})).await;
    let shown = app.get("user1", &case).await;
    assert_eq!(shown.body["data"]["alert_count"], 0);
    app.db.verify().await.unwrap();
}
