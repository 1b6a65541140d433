//! The searches of `GET /api/v2/cases`.

use serde_json::json;

use super::{names, set};
use crate::support::TestApp;

#[tokio::test]
async fn a_search_by_identifier_finds_parts_of_any_of_them() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{id}");
    let sent = json!({"data": {"national_id_no": "KE/0815-x"}});
    app.patch("full", &path, sent).await;
    for query in ["query=0815", "query=ke/0815", "query=0815-X&id_search=true"] {
        assert_eq!(names(&app, "full", query).await, set(&["Test1"]), "{query}");
    }
    let none = names(&app, "full", "query=%25&id_search=true").await;
    assert_eq!(none, set(&[]), "a wildcard stands for itself");
    assert_eq!(names(&app, "full", "query=").await.len(), 6);
}

#[tokio::test]
async fn a_search_by_name_finds_what_sounds_alike_and_orders_by_likeness() {
    let app = TestApp::start().await;
    for name in ["Mohammed Ali", "Muhamad", "Maryam"] {
        let body = json!({"data": {"name": name, "module_id": "primeromodule-cp"}});
        app.post("full", "/api/v2/cases", body).await;
    }
    let answer = app
        .get("full", "/api/v2/cases?query=Mohamed&phonetic=true")
        .await;
    let found: Vec<&str> = answer.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["name"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["Mohammed Ali", "Muhamad"]);
}

#[tokio::test]
async fn a_search_shows_the_short_form_whatever_was_asked_for() {
    let app = TestApp::start().await;
    let answer = app
        .get(
            "full",
            "/api/v2/cases?query=Test1&phonetic=true&fields=age,field_a",
        )
        .await;
    let case = answer.body["data"][0].as_object().unwrap();
    assert!(case.contains_key("short_id"));
    assert!(case.contains_key("record_in_scope"));
    assert!(!case.contains_key("urgent_protection_concern"));
    let plain = app
        .get("full", "/api/v2/cases?query=nobody&fields=age")
        .await;
    assert_eq!(plain.body["metadata"]["total"], 0);
}

#[tokio::test]
async fn only_a_search_goes_beyond_the_own_cases() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let shown = app
        .get("full", &format!("/api/v2/cases/{}", ids["Test1"]))
        .await;
    let short = shown.body["data"]["short_id"].as_str().unwrap().to_owned();
    let found = names(&app, "self1", &format!("query={short}&id_search=true")).await;
    assert_eq!(found, set(&["Test1"]));
    for query in [format!("query={short}"), "id_search=true".to_owned()] {
        assert!(
            !names(&app, "self1", &query).await.contains("Test1"),
            "{query}"
        );
    }
    let open = format!("query={short}&id_search=true");
    assert_eq!(names(&app, "user1", &open).await, set(&[]));
}

#[tokio::test]
async fn a_search_beyond_the_own_cases_answers_no_question_on_what_it_does_not_show() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let path = format!("/api/v2/cases/{}", ids["Test1"]);
    let shown = app.get("full", &path).await;
    let short = shown.body["data"]["short_id"].as_str().unwrap().to_owned();
    let search = format!("query={short}&id_search=true");
    for seen in [
        "status[0]=open&record_state[0]=true",
        "sex=male",
        "age=0..10",
        "loc:location_current=LOC",
        "order_by=age",
        "flagged=false",
    ] {
        let found = names(&app, "self1", &format!("{search}&{seen}")).await;
        assert_eq!(found, set(&["Test1"]), "{seen}");
    }
    for hidden in [
        "urgent_protection_concern=false",
        "or[urgent_protection_concern]=false&or[sex]=male",
        "not[urgent_protection_concern]=true",
        "risk_level=high",
        "order_by=national_id_no",
    ] {
        let found = names(&app, "self1", &format!("{search}&{hidden}")).await;
        assert_eq!(found, set(&[]), "{hidden}");
    }
}
