//! The filter grammar of `GET /api/v2/cases`.

use axum::http::StatusCode;
use serde_json::json;

use super::{HIDDEN, names, set};
use crate::support::TestApp;

/// Everybody but the cases of these names.
fn all_but(missing: &[&str]) -> Vec<&'static str> {
    let all = ["Test1", "Test2", "Test3", "Test4", HIDDEN, "TestA"];
    all.into_iter()
        .filter(|name| !missing.contains(name))
        .collect()
}

#[tokio::test]
async fn unknown_keys_are_ignored_wherever_they_stand() {
    let app = TestApp::start().await;
    for query in [
        "nonsense=1",
        "or[nonsense]=1",
        "or[nonsense]=1&or[more]=2",
        "not[nonsense]=1",
        "loc:nonsense=LOC",
        "loc:=LOC",
        "_transitions=1",
        "status[]=closed",
        "sex=",
        "or=1",
        "locale=en",
    ] {
        assert_eq!(
            names(&app, "full", query).await,
            set(&all_but(&[])),
            "{query}"
        );
    }
    let narrowed = names(&app, "full", "or[nonsense]=1&or[sex]=male").await;
    assert_eq!(narrowed, set(&["Test1", "Test3", "Test4"]));
}

#[tokio::test]
async fn what_the_database_would_reject_is_an_empty_list() {
    let app = TestApp::start().await;
    for query in [
        "age=old",
        "age=99999999999999999999",
        "age=2026-01-01..2026-02-01",
        "registration_date=soon",
        "registration_date=5",
        "created_at=yesterday..today",
        "my_cases=maybe",
        "record_state=maybe",
        "id=not-an-id",
    ] {
        let answer = app.get("full", &format!("/api/v2/cases?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert_eq!(answer.body["data"], json!([]), "{query}");
        let metadata = json!({"total": 0, "per": 20, "page": 1});
        assert_eq!(answer.body["metadata"], metadata, "{query}");
    }
}

#[tokio::test]
async fn keys_that_the_user_may_not_see_are_ignored() {
    let app = TestApp::start().await;
    let answer = app
        .get("svc", "/api/v2/cases?sex=male&national_id_no=1")
        .await;
    assert_eq!(answer.body["metadata"]["total"], 6);
    let answer = app.get("svc", "/api/v2/cases?hidden_name=true").await;
    assert_eq!(answer.body["metadata"]["total"], 6);
}

#[tokio::test]
async fn pseudo_fields_are_filtered_as_others() {
    let app = TestApp::start().await;
    let mine = ["Test1", "Test2", "Test3"];
    for (query, expected) in [
        ("my_cases=true", mine.to_vec()),
        ("my_cases[0]=true", mine.to_vec()),
        ("my_cases=false", all_but(&mine)),
        ("my_cases[0]=true&my_cases[1]=false", all_but(&[])),
        ("not_edited_by_owner=false", all_but(&[])),
        ("not_edited_by_owner=true", vec![]),
        ("has_photo=true", vec![]),
        ("flagged=false", all_but(&[])),
        ("referred_users_present=true", vec![]),
        ("referred_users_present=false", all_but(&[])),
        ("assign=user2", vec![]),
        ("risk_level[0]=high", vec![]),
        ("workflow[0]=new&age=5", vec!["Test1"]),
    ] {
        assert_eq!(names(&app, "full", query).await, set(&expected), "{query}");
    }
}

#[tokio::test]
async fn a_case_edited_by_another_than_its_owner_is_found() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test4"].clone();
    let path = format!("/api/v2/cases/{id}");
    app.patch("full", &path, json!({"data": {"age": 3}})).await;
    let found = names(&app, "full", "not_edited_by_owner=true").await;
    assert_eq!(found, set(&["Test4"]));
    let found = names(&app, "full", "not[last_updated_by]=self1").await;
    assert_eq!(found, set(&["Test1", "Test2", "Test3", "Test4", "TestA"]));
}

#[tokio::test]
async fn locations_take_a_level_and_lists() {
    let app = TestApp::start().await;
    let placed = ["Test1", "Test2"];
    for (query, expected) in [
        ("loc:location_current=LOC", placed.to_vec()),
        ("loc:location_current=LOC01,LOC", placed.to_vec()),
        ("loc:location_current2=LOC0102", placed.to_vec()),
        ("loc:location_current1=LOC01", placed.to_vec()),
        ("loc:location_current=NOWHERE", vec![]),
        ("loc:owned_by_location[0]=LOC01&age=2", vec!["Test4"]),
        (
            "or[loc:location_current]=LOC01&or[age]=2",
            vec!["Test1", "Test2", "Test4"],
        ),
        ("not[loc:location_current]=LOC01", all_but(&placed)),
    ] {
        assert_eq!(names(&app, "full", query).await, set(&expected), "{query}");
    }
}

#[tokio::test]
async fn ranges_are_closed_and_may_be_open_at_one_end() {
    let app = TestApp::start().await;
    for (query, expected) in [
        ("age=5..6", vec!["Test1", "Test3"]),
        ("age[to]=5", vec!["Test1", "Test4"]),
        ("age[from]=17", vec!["TestA"]),
        ("age[0]=2&age[1]=16..17", vec!["Test4", HIDDEN, "TestA"]),
        ("age=2,5", vec!["Test1", "Test4"]),
        ("registration_date[from]=2026-03-02", vec![]),
        ("registration_date[to]=2026-03-01", all_but(&[])),
        ("registration_date=2026-03-01", all_but(&[])),
        ("created_at[from]=2026-03-01T07:00:00Z", all_but(&[])),
        ("created_at[from]=2026-03-01T07:00:01Z", vec![]),
        ("created_at=2026-03-01..2026-03-01", all_but(&[])),
        ("date_of_birth=2010-01-01..2020-01-01", vec![]),
    ] {
        assert_eq!(names(&app, "full", query).await, set(&expected), "{query}");
    }
}

#[tokio::test]
async fn texts_of_digits_stay_texts() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{id}");
    let sent = json!({"data": {"national_id_no": "001"}});
    let answer = app.patch("full", &path, sent).await;
    assert_eq!(answer.body["data"]["national_id_no"], "001");
    let found = names(&app, "full", "national_id_no=001").await;
    assert_eq!(found, set(&["Test1"]));
    assert_eq!(names(&app, "full", "national_id_no=1").await, set(&[]));
}

#[tokio::test]
async fn a_hidden_name_is_found_by_no_filter_no_search_and_no_order() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test1"].clone();
    let path = format!("/api/v2/cases/{id}");
    assert_eq!(names(&app, "full", "name=Test1").await, set(&["Test1"]));
    let hide = json!({"data": {"hidden_name": true}});
    app.patch("full", &path, hide).await;
    for query in ["name=Test1", "or[name]=Test1", "query=Test1&id_search=true"] {
        let answer = app.get("full", &format!("/api/v2/cases?{query}")).await;
        assert_eq!(answer.body["data"], json!([]), "{query}");
    }
    let found = names(&app, "full", "query=Test1&phonetic=true").await;
    assert!(!found.contains(HIDDEN), "{found:?}");
    let first = app
        .get("full", "/api/v2/cases?order_by=name&order=asc&per=1")
        .await;
    assert_eq!(first.body["data"][0]["name"], "Test2");
}
