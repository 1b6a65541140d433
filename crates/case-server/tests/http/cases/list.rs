//! `GET /api/v2/cases`.

use axum::http::StatusCode;
use serde_json::json;

use super::{HIDDEN, names, set};
use crate::support::TestApp;

#[tokio::test]
async fn the_list_that_clients_start_with() {
    let app = TestApp::start().await;
    let query = "fields=short&status%5B0%5D=open&record_state%5B0%5D=true&page=1&per=20";
    let answer = app.get("full", &format!("/api/v2//cases?{query}")).await;
    assert_eq!(
        answer.body["metadata"],
        json!({"total": 6, "per": 20, "page": 1})
    );
    assert_eq!(answer.body["data"].as_array().unwrap().len(), 6);
    insta::assert_json_snapshot!(answer.body["data"][0], {
        ".id" => "[uuid]",
        ".short_id" => "[short id]",
        ".case_id_display" => "[short id]",
    });
}

#[tokio::test]
async fn the_list_is_for_those_who_read_cases() {
    let app = TestApp::start().await;
    let answer = app.get("none", "/api/v2/cases").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let error = json!({"status": 403, "resource": "/api/v2/cases", "message": "Forbidden"});
    assert_eq!(answer.body, json!({ "errors": [error] }));
}

#[tokio::test]
async fn everybody_sees_the_cases_in_his_scope_only() {
    let app = TestApp::start().await;
    assert_eq!(names(&app, "self1", "").await, set(&["Test4", HIDDEN]));
    assert_eq!(names(&app, "user1", "").await, set(&["TestA"]));
    assert_eq!(names(&app, "user2", "").await, set(&[]));
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let app = TestApp::start().await;
    for (query, expected) in [
        ("sex=female", vec!["Test2", HIDDEN, "TestA"]),
        (
            "sex=female,male",
            vec!["Test1", "Test2", "Test3", "Test4", HIDDEN, "TestA"],
        ),
        ("age=6..11", vec!["Test2", "Test3"]),
        ("age[from]=6&age[to]=11", vec!["Test2", "Test3"]),
        ("age[from]=16", vec![HIDDEN, "TestA"]),
        ("age[0]=0..2&age[1]=16..17", vec!["Test4", HIDDEN, "TestA"]),
        ("age=10", vec!["Test2"]),
        ("urgent_protection_concern=true", vec!["Test2"]),
        (
            "urgent_protection_concern=false",
            vec!["Test1", "Test3", "Test4", HIDDEN, "TestA"],
        ),
        ("loc:location_current=LOC01", vec!["Test1", "Test2"]),
        (
            "loc:location_current%5B0%5D=LOC0102",
            vec!["Test1", "Test2"],
        ),
        (
            "loc:owned_by_location2=LOC01&sex=male",
            vec!["Test1", "Test3", "Test4"],
        ),
        (
            "or[owned_by]=self1&or[sex]=male",
            vec!["Test1", "Test3", "Test4", HIDDEN],
        ),
        ("not[owned_by]=full", vec!["Test4", HIDDEN, "TestA"]),
        (
            "status[0]=open&status[1]=closed&sex=male&age=2",
            vec!["Test4"],
        ),
        ("status[]=closed&age=2", vec!["Test4"]),
        ("status=closed", vec![]),
        ("module_id=primeromodule-gbv", vec![HIDDEN]),
        ("unknown_field=x&age=2", vec!["Test4"]),
        (
            "service_implemented_day_times=List%5B%22user1%22%5D",
            vec![],
        ),
        (
            "registration_date=2026-01-01..2026-03-31&age=2",
            vec!["Test4"],
        ),
        (
            "created_at=2026-03-01T00:00:00Z..2026-03-01T23:00:00Z&age=2",
            vec!["Test4"],
        ),
        ("created_at=2026-03-02..2026-03-03", vec![]),
        ("flagged=false&age=2", vec!["Test4"]),
        (
            "sex=",
            vec!["Test1", "Test2", "Test3", "Test4", HIDDEN, "TestA"],
        ),
    ] {
        assert_eq!(names(&app, "full", query).await, set(&expected), "{query}");
    }
}

#[tokio::test]
async fn a_filter_by_id_gives_the_cases_of_these_ids() {
    let app = TestApp::start().await;
    let ids = app.case_ids().await;
    let query = format!("id[0]={}&id[1]={}&id[2]=x", ids["Test1"], ids["TestA"]);
    assert_eq!(names(&app, "full", &query).await, set(&["Test1", "TestA"]));
}

#[tokio::test]
async fn my_cases_are_those_i_work_on() {
    let app = TestApp::start().await;
    assert_eq!(
        names(&app, "full", "my_cases=true").await,
        set(&["Test1", "Test2", "Test3"])
    );
}

#[tokio::test]
async fn pages_and_orders() {
    let app = TestApp::start().await;
    let page = |query: &'static str| {
        let app = &app;
        async move {
            let answer = app.get("full", &format!("/api/v2/cases?{query}")).await;
            let cases = answer.body["data"].as_array().unwrap().clone();
            cases
                .iter()
                .map(|case| case["age"].as_i64().unwrap())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(page("order_by=age&order=asc").await, [2, 5, 6, 10, 16, 17]);
    assert_eq!(page("order_by=age&order=desc&per=2&page=2").await, [10, 6]);
    assert_eq!(page("order_by=name&order=asc&per=2").await, [5, 10]);
    assert_eq!(page("order_by=age&per=2&page=9").await, [0; 0]);
    assert_eq!(page("order_by=age&order=nonsense&per=1").await, [2]);
}

#[tokio::test]
async fn a_list_of_named_fields_holds_just_these() {
    let app = TestApp::start().await;
    let answer = app.get("full", "/api/v2/cases?fields=name,age&age=5").await;
    let case = answer.body["data"][0].as_object().unwrap();
    let keys: Vec<&str> = case.keys().map(String::as_str).collect();
    assert_eq!(keys, ["age", "enabled", "id", "last_updated_at", "name"]);
}

#[tokio::test]
async fn searches_find_parts_of_ids_and_names() {
    let app = TestApp::start().await;
    let ids = app
        .get("full", "/api/v2/cases?fields=name,short_id&age=5")
        .await;
    let short = ids.body["data"][0]["short_id"].as_str().unwrap().to_owned();
    let part = short[1..6].to_uppercase();
    assert!(
        names(&app, "full", &format!("query={part}&id_search=true"))
            .await
            .contains("Test1")
    );
    let found = names(&app, "full", "query=testa&phonetic=true").await;
    assert!(found.contains("TestA"));
    assert_eq!(
        names(&app, "full", "query=zzzzzz&id_search=true").await,
        set(&[])
    );
}

#[tokio::test]
async fn a_search_finds_others_for_those_who_may_look_them_up() {
    let app = TestApp::start().await;
    let answer = app
        .get("self1", "/api/v2/cases?query=Test1&phonetic=true")
        .await;
    let found = answer.body["data"].as_array().unwrap();
    let case = found.iter().find(|case| case["name"] == "Test1").unwrap();
    assert_eq!(case["record_in_scope"], false);
    let found = names(&app, "user1", "query=Test1&phonetic=true").await;
    assert!(!found.contains("Test1"));
}
