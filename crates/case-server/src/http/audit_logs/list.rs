//! `GET /api/v2/audit_logs`.

use axum::Json;
use axum::extract::State;
use primero_case_db::search::{AuditOrder, AuditQuery, Direction};
use primero_forms::RecordType;
use primero_http_kit::{ApiError, List, Page, Params};
use serde_json::Value;

use super::wire;
use crate::http::context::{Authorized, ServerState};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::ReadAuditLog;
use crate::http::users::list_query::{DayEnd, moment};

/// The usual length of a page; there is no longest one.
const USUAL: u32 = 100;

/// What happened, the newest first.
#[utoipa::path(
    get,
    path = "/api/v2/audit_logs",
    operation_id = "audit_logs.list",
    tag = "audit_logs",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.audit_logs.list", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<ReadAuditLog>,
    State(state): State<ServerState>,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    let page = Page::of(&params, USUAL, u32::MAX);
    let found = call
        .tx
        .search()
        .audit(&query(&params), order(&params), page.page, page.per)
        .await
        .map_err(db_failure)?;
    let url = state.main_url();
    let data = found.entries.iter().map(|entry| wire::entry(entry, url));
    Ok(Json(List::new(data.collect(), found.total, page)))
}

fn query(params: &Params) -> AuditQuery {
    let texts = |name: &str| -> Vec<&str> {
        let items = params.list(name).into_iter();
        items
            .filter_map(Value::as_str)
            .filter(|text| !text.is_empty())
            .collect()
    };
    let actions = texts("audit_log_actions").into_iter();
    let types = texts("record_type");
    let types = types.iter().map(|name| resource(name));
    AuditQuery {
        user_name: params
            .text("user_name")
            .filter(|name| !name.is_empty())
            .map(str::to_lowercase),
        from: params
            .text("from")
            .and_then(|text| moment(text, DayEnd::First)),
        to: params
            .text("to")
            .and_then(|text| moment(text, DayEnd::Last)),
        actions: actions.map(|name| action(name).to_owned()).collect(),
        resources: Some(types.collect()).filter(|types: &Vec<String>| !types.is_empty()),
    }
}

fn order(params: &Params) -> (AuditOrder, Direction) {
    let order = match params.text("order_by") {
        Some("user_name" | "user") => AuditOrder::UserName,
        Some(_) | None => AuditOrder::Timestamp,
    };
    let direction = match params.text("order") {
        Some("asc") => Direction::Ascending,
        Some(_) | None => Direction::Descending,
    };
    (order, direction)
}

/// Clients know some actions by two names.
fn action(name: &str) -> &str {
    match name {
        "index" => "list",
        "destroy" => "delete",
        other => other,
    }
}

/// The resource behind a name of a class or of a type: `Child` is a case, `UserGroup` a group.
fn resource(name: &str) -> String {
    if name == "Child" || name == "child" {
        return RecordType::Case.as_str().to_owned();
    }
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_known_by_the_names_of_resources() {
        assert_eq!(resource("Child"), "case");
        assert_eq!(resource("TracingRequest"), "tracing_request");
        assert_eq!(resource("user_group"), "user_group");
    }
}
