//! `PATCH /api/v2/:records/:id/approvals/:kind`.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn an_approval_is_asked_for_and_given() {
    let app = TestApp::start().await;
    let case = format!("/api/v2/cases/{}", app.case_ids().await["TestA"]);
    let approvals = format!("{case}/approvals/case_plan");
    let body = |status: &str| json!({"data": {"approval_status": status, "notes": "fine"}});
    let asked = app.patch("full", &approvals, body("requested")).await;
    assert_eq!(asked.status, StatusCode::OK, "{:?}", asked.body);
    insta::assert_json_snapshot!(asked.body, {
        ".data.record.id" => "[uuid]",
        ".data.record.approval_subforms[].unique_id" => "[uuid]",
    });
    let given = app.patch("full", &approvals, body("approved")).await;
    let record = &given.body["data"]["record"];
    assert_eq!(record["approval_status_case_plan"], "approved");
    assert_eq!(record["approval_subforms"].as_array().unwrap().len(), 2);
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn an_approval_needs_its_right_its_record_and_a_status() {
    let app = TestApp::start().await;
    let case = format!("/api/v2/cases/{}", app.case_ids().await["TestA"]);
    let body = json!({"data": {"approval_status": "approved"}});
    let path = format!("{case}/approvals/closure");
    let refused = app.patch("reader", &path, body.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let unknown = json!({"data": {"approval_status": "maybe"}});
    let unknown = app.patch("full", &path, unknown).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = format!("{case}/approvals/holiday");
    let none = app.patch("full", &none, body.clone()).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let ghost = "/api/v2/cases/47e3e51c-7049-4aff-bd3e-ded1b1c5477f/approvals/closure";
    let ghost = app.patch("reader", ghost, body).await;
    assert_eq!(ghost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_owner_does_not_approve_by_writing_the_answer_himself() {
    let app = TestApp::start().await;
    let role = json!({
        "unique_id": "role-approver", "name": "Approver", "group_permission": "self",
        "module_unique_ids": ["primeromodule-cp"],
        "permissions": {"case": ["read", "write", "create", "approve_closure"]},
    });
    let made = app
        .post("admin", "/api/v2/roles", json!({ "data": role }))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    let path = format!("/api/v2/users/{}", app.user_id("reader").await);
    let given = json!({"data": {"role_unique_id": "role-approver"}});
    let given = app.patch("admin", &path, given).await;
    assert_eq!(given.status, StatusCode::OK, "{:?}", given.body);
    let data = json!({"status": "open"});
    let case = app
        .post("reader", "/api/v2/cases", json!({ "data": data }))
        .await;
    assert_eq!(case.status, StatusCode::OK, "{:?}", case.body);
    let case = format!(
        "/api/v2/cases/{}",
        case.body["data"]["id"].as_str().unwrap()
    );
    let data = json!({"approval_status_closure": "approved", "status": "closed"});
    let written = app.patch("reader", &case, json!({ "data": data })).await;
    assert_eq!(written.status, StatusCode::OK, "{:?}", written.body);
    let shown = app.get("reader", &case).await;
    assert_eq!(shown.body["data"]["status"], "closed");
    assert_ne!(shown.body["data"]["approval_status_closure"], "approved");
}
