//! Referrals, transfers, assignments and requests for transfers.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const GHOST: &str = "47e3e51c-7049-4aff-bd3e-ded1b1c5477f";

async fn case(app: &TestApp, name: &str) -> String {
    format!("/api/v2/cases/{}", app.case_ids().await[name])
}

async fn refer(app: &TestApp, case: &str, data: Value) -> Answer {
    let path = format!("{case}/referrals");
    app.post("user1", &path, json!({ "data": data })).await
}

async fn status(app: &TestApp, user: &str, path: &str) -> StatusCode {
    app.get(user, path).await.status
}

fn error(answer: &Answer) -> (&Value, &Value) {
    let error = &answer.body["errors"][0];
    (&error["detail"], &error["message"])
}

#[tokio::test]
async fn a_referral_gives_access_until_it_is_done() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    assert_eq!(status(&app, "user2", &case).await, StatusCode::FORBIDDEN);
    let data = json!({
        "service_record_id": "", "remote": false, "service": null, "transitioned_to_agency": "",
        "transitioned_to": "user2", "notes": "Test Notes",
    });
    let referral = refer(&app, &case, data).await;
    assert_eq!(referral.status, StatusCode::OK, "{:?}", referral.body);
    insta::assert_json_snapshot!(referral.body, {
        ".data.id" => "[uuid]",
        ".data.record_id" => "[uuid]",
        ".data.record.id" => "[uuid]",
    });
    assert_eq!(status(&app, "user2", &case).await, StatusCode::OK);
    let list = app.get("user2", "/api/v2/cases").await;
    assert_eq!(list.body["metadata"]["total"], 1);
    let id = referral.body["data"]["id"].as_str().unwrap();
    let one = format!("{case}/referrals/{id}");
    let answer = |status: &str| json!({"data": {"status": status, "rejection_note": "noted"}});
    let accepted = app.patch("user2", &one, answer("accepted")).await;
    assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
    assert_eq!(
        accepted.body["data"]["responded_at"],
        "2026-03-01T08:00:00.000Z"
    );
    let done = app.patch("user2", &one, answer("done")).await;
    assert_eq!(done.body["data"]["status"], "done");
    assert_eq!(done.body["data"]["rejection_note"], "noted");
    assert_eq!(done.body["data"]["record_access_denied"], true);
    assert!(done.body["data"].get("record").is_none());
    assert_eq!(status(&app, "user2", &case).await, StatusCode::FORBIDDEN);
    let list = app.get("user2", "/api/v2/cases").await;
    assert_eq!(list.body["metadata"]["total"], 0);
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn rejecting_or_revoking_a_referral_takes_the_access_away() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    let first = refer(&app, &case, json!({"transitioned_to": "user2"})).await;
    let one = format!(
        "{case}/referrals/{}",
        first.body["data"]["id"].as_str().unwrap()
    );
    let body = json!({"data": {"status": "rejected", "rejected_reason": "full"}});
    let rejected = app.patch("user2", &one, body).await;
    assert_eq!(
        rejected.body["data"]["status"], "rejected",
        "{:?}",
        rejected.body
    );
    assert_eq!(rejected.body["data"]["rejected_reason"], "full");
    assert_eq!(status(&app, "user2", &case).await, StatusCode::FORBIDDEN);
    let second = refer(&app, &case, json!({"transitioned_to": "user2"})).await;
    let two = format!(
        "{case}/referrals/{}",
        second.body["data"]["id"].as_str().unwrap()
    );
    let refused = app.call("reader", Method::DELETE, &two, None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let revoked = app.call("user1", Method::DELETE, &two, None).await;
    assert_eq!(revoked.status, StatusCode::OK);
    assert_eq!(revoked.body["data"]["status"], "revoked");
    assert_eq!(
        revoked.body["data"]["record"]["assigned_user_names"],
        json!([])
    );
    assert_eq!(status(&app, "user2", &case).await, StatusCode::FORBIDDEN);
    let list = app.get("user1", &format!("{case}/referrals")).await;
    let statuses: Vec<&Value> = list.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| &own["status"])
        .collect();
    assert_eq!(statuses, ["rejected", "revoked"]);
}

#[tokio::test]
async fn a_referral_needs_consent_or_somebody_who_answers_for_it() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    let body = json!({"data": {"disclosure_other_orgs": false}});
    app.patch("full", &case, body).await;
    let refused = refer(&app, &case, json!({"transitioned_to": "user2"})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = (&json!("consent"), &json!(["transition.errors.consent"]));
    assert_eq!(error(&refused), expected);
    let data = json!({"transitioned_to": "user2", "consent_overridden": true});
    let referral = refer(&app, &case, data).await;
    assert_eq!(referral.status, StatusCode::OK);
    assert_eq!(referral.body["data"]["consent_overridden"], true);
}

#[tokio::test]
async fn a_referral_goes_only_to_whom_may_receive_it() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    for name in ["sysuser", "reader", "user1", "nobody", ""] {
        let refused = refer(&app, &case, json!({"transitioned_to": name})).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let message = json!(["transition.errors.to_user_can_receive"]);
        assert_eq!(error(&refused), (&json!("transitioned_to"), &message));
    }
    let remote = json!({
        "remote": true, "service": "alternative_care",
        "transitioned_to_agency": "An external agency",
        "transitioned_to_remote": "An external user",
    });
    let remote = refer(&app, &case, remote).await;
    assert_eq!(remote.status, StatusCode::OK);
    assert_eq!(remote.body["data"]["user_can_accept_or_reject"], false);
    assert_eq!(remote.body["data"]["service"], "alternative_care");
    assert!(remote.body["data"].get("transitioned_to").is_none());
}

#[tokio::test]
async fn referring_needs_its_right_and_a_record_in_scope() {
    let app = TestApp::start().await;
    let body = json!({"data": {"transitioned_to": "user2"}});
    let own = format!("{}/referrals", case(&app, "TestA").await);
    let other = format!("{}/referrals", case(&app, "Test1").await);
    let ghost = format!("/api/v2/cases/{GHOST}/referrals");
    for (user, path, status) in [
        ("reader", &own, StatusCode::FORBIDDEN),
        ("user1", &other, StatusCode::FORBIDDEN),
        ("user1", &ghost, StatusCode::NOT_FOUND),
        ("reader", &ghost, StatusCode::NOT_FOUND),
    ] {
        let answer = app.post(user, path, body.clone()).await;
        assert_eq!(answer.status, status, "{user} {path}");
    }
    let missing = app.post("user1", &own, json!({})).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = format!("{own}/{GHOST}");
    let missing = app.patch("user1", &none, body).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_transfer_makes_its_receiver_the_owner_once_he_accepts() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    let transfers = format!("{case}/transfers");
    let body = json!({"data": {"transitioned_to": "user2", "notes": "n"}});
    let transfer = app.post("user1", &transfers, body).await;
    assert_eq!(transfer.status, StatusCode::OK, "{:?}", transfer.body);
    assert_eq!(transfer.body["data"]["type"], "Transfer");
    let one = format!(
        "{transfers}/{}",
        transfer.body["data"]["id"].as_str().unwrap()
    );
    let body = json!({"data": {"status": "accepted"}});
    let refused = app.patch("user1", &one, body.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let accepted = app.patch("user2", &one, body).await;
    assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
    assert_eq!(accepted.body["data"]["status"], "accepted");
    let shown = app.get("user2", &case).await;
    assert_eq!(shown.body["data"]["owned_by"], "user2");
    assert_eq!(shown.body["data"]["previously_owned_by"], "user1");
    assert_eq!(shown.body["data"]["assigned_user_names"], json!([]));
    assert_eq!(shown.body["data"]["alert_count"], 0);
    assert_eq!(status(&app, "user1", &case).await, StatusCode::FORBIDDEN);
    app.db.verify().await.unwrap();
}

#[tokio::test]
async fn a_transfer_is_revoked_by_whoever_sent_it() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    let transfers = format!("{case}/transfers");
    let body = json!({"data": {"transitioned_to": "user2"}});
    let transfer = app.post("user1", &transfers, body).await;
    let one = format!(
        "{transfers}/{}",
        transfer.body["data"]["id"].as_str().unwrap()
    );
    let body = json!({"data": {"status": "revoked"}});
    let revoked = app.patch("user1", &one, body).await;
    assert_eq!(
        revoked.body["data"]["status"], "revoked",
        "{:?}",
        revoked.body
    );
    assert_eq!(status(&app, "user2", &case).await, StatusCode::FORBIDDEN);
    let late = json!({"data": {"status": "accepted"}});
    let late = app.patch("full", &one, late).await;
    assert_eq!(late.body["data"]["status"], "revoked");
}

#[tokio::test]
async fn an_assignment_changes_the_owner_at_once() {
    let app = TestApp::start().await;
    let case = case(&app, "TestA").await;
    let body = json!({"data": {"transitioned_to": "user2", "notes": "yours"}});
    let assigned = app.post("user1", &format!("{case}/assigns"), body).await;
    assert_eq!(assigned.status, StatusCode::OK, "{:?}", assigned.body);
    assert_eq!(assigned.body["data"]["type"], "Assign");
    assert_eq!(assigned.body["data"]["status"], "done");
    assert_eq!(assigned.body["data"]["record_access_denied"], true);
    let shown = app.get("user2", &case).await;
    assert_eq!(shown.body["data"]["owned_by"], "user2");
    let refused = json!({"data": {"transitioned_to": "none"}});
    let refused = app.post("full", &format!("{case}/assigns"), refused).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = app
        .get("user2", &format!("{case}/transitions?types=Assign"))
        .await;
    assert_eq!(list.body["data"][0]["transitioned_to"], "user2");
    let list = app
        .get("user2", &format!("{case}/transitions?types=Referral"))
        .await;
    assert_eq!(list.body["data"], json!([]));
}

#[tokio::test]
async fn lists_are_assigned_and_several_cases_are_referred_at_once() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let body =
        json!({"data": {"transitioned_to": "user1", "filters": {"name": ["Test1", "Test2"]}}});
    let assigned = app.post("full", "/api/v2/cases/assigns", body).await;
    assert_eq!(assigned.status, StatusCode::OK, "{:?}", assigned.body);
    assert_eq!(assigned.body["data"]["transitioned_to"], "user1");
    let list = app.get("user1", "/api/v2/cases").await;
    assert_eq!(list.body["metadata"]["total"], 3);
    let body = json!({"data": {
        "ids": [ids["Test1"], ids["Test2"]], "transitioned_to": "user2",
        "consent_overridden": true,
    }});
    let referred = app.post("user1", "/api/v2/cases/referrals", body).await;
    assert_eq!(referred.status, StatusCode::OK, "{:?}", referred.body);
    assert_eq!(referred.body["data"].as_array().unwrap().len(), 2);
    let list = app.get("user2", "/api/v2/cases").await;
    assert_eq!(list.body["metadata"]["total"], 2);
    let refused = app
        .post("reader", "/api/v2/cases/assigns", json!({"data": {}}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_case_that_is_named_twice_is_referred_once_and_more_than_a_hundred_are_refused() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let body = |ids: Value| {
        json!({"data": {
            "ids": ids, "transitioned_to": "user2", "consent_overridden": true,
        }})
    };
    let twice = body(json!([ids["Test1"], ids["Test1"]]));
    let referred = app.post("full", "/api/v2/cases/referrals", twice).await;
    assert_eq!(referred.status, StatusCode::OK, "{:?}", referred.body);
    assert_eq!(referred.body["data"].as_array().unwrap().len(), 1);
    let many: Vec<String> = (0..101).map(|number| format!("case-{number}")).collect();
    let refused = app
        .post("full", "/api/v2/cases/referrals", body(json!(many)))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.body["errors"][0]["message"],
        "errors.api.bulk_limit"
    );
}

#[tokio::test]
async fn a_request_for_a_transfer_becomes_one_when_the_owner_grants_it() {
    let app = TestApp::start().await;
    let case = case(&app, "Test1").await;
    let requests = format!("{case}/transfer_requests");
    let body = json!({"data": {"notes": "lives here now"}});
    let request = app.post("user1", &requests, body).await;
    assert_eq!(request.status, StatusCode::OK, "{:?}", request.body);
    assert_eq!(request.body["data"]["transitioned_to"], "full");
    assert_eq!(request.body["data"]["record_access_denied"], true);
    assert_eq!(status(&app, "user1", &case).await, StatusCode::FORBIDDEN);
    let one = format!(
        "{requests}/{}",
        request.body["data"]["id"].as_str().unwrap()
    );
    let body = json!({"data": {"status": "rejected", "rejected_reason": "no"}});
    let rejected = app.patch("full", &one, body).await;
    assert_eq!(
        rejected.body["data"]["status"], "rejected",
        "{:?}",
        rejected.body
    );
    let refused = app.post("reader", &requests, json!({"data": {}})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let body = json!({"data": {"consent_individual_transfer": true}});
    let request = app.post("user1", &requests, body).await;
    let one = format!(
        "{requests}/{}",
        request.body["data"]["id"].as_str().unwrap()
    );
    let body = json!({"data": {"status": "accepted"}});
    let granted = app.patch("full", &one, body).await;
    assert_eq!(
        granted.body["data"]["status"], "accepted",
        "{:?}",
        granted.body
    );
    assert_eq!(status(&app, "user1", &case).await, StatusCode::OK);
    let list = app.get("user1", &format!("{case}/transfers")).await;
    assert_eq!(list.body["data"][0]["transitioned_to"], "user1");
    assert_eq!(list.body["data"][0]["user_can_accept_or_reject"], true);
    app.db.verify().await.unwrap();
}
