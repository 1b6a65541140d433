//! `/api/v2/cases`.

mod create;
mod filters;
mod list;
mod search;
mod show;
mod update;

use std::collections::BTreeSet;

use axum::http::StatusCode;

use crate::support::TestApp;

/// What stands for the name of `Test5`, a case of a module that hides names.
const HIDDEN: &str = "*******";

/// The names of the cases that a list holds.
async fn names(app: &TestApp, user: &str, query: &str) -> BTreeSet<String> {
    let answer = app.get(user, &format!("/api/v2/cases?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {:?}", answer.body);
    let cases = answer.body["data"].as_array().unwrap().iter();
    cases
        .map(|case| case["name"].as_str().unwrap_or("?").to_owned())
        .collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
