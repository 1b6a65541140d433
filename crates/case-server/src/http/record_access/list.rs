//! `GET /api/v2/:records/:id/access_log`.

use axum::Json;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use primero_case_db::record_access::{RecordAccess, RecordAccessQuery};
use primero_case_model::Record;
use primero_case_model::event::timestamp_text;
use primero_http_kit::{ApiError, List, Page, Params, nested_query};
use serde_json::{Value, json};

use crate::http::below_record::RecordPath;
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::ReadAccesses;

/// What counts as an access.
const ACTIONS: [&str; 2] = ["show", "update"];

/// Who opened and changed a record, newest first.
#[utoipa::path(
    get,
    path = "/api/v2/{records}/{id}/access_log",
    operation_id = "record_access.list",
    tag = "record_access",
    params(("records" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.record_access.list", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    let opened = path.open::<ReadAccesses>(&mut call).await?;
    let record = opened.record();
    let page = Page::of(&params, 20, Page::MOST);
    let query = query(record, params.get("filters").unwrap_or(&Value::Null));
    let found = call.tx.record_accesses(&query, (page.offset(), page.per));
    let (accesses, total) = found.await.map_err(db_failure)?;
    let data = accesses
        .iter()
        .map(|access| entry(&call, record, access))
        .collect();
    Ok(Json(List::new(data, total, page)))
}

fn query(record: &Record, filters: &Value) -> RecordAccessQuery {
    let texts = |key: &str| -> Vec<String> {
        let list = filters.get(key).map(nested_query::list).unwrap_or_default();
        list.into_iter()
            .filter_map(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let named = texts("actions");
    let is_wanted = |action: &&str| named.is_empty() || named.iter().any(|name| name == action);
    let end = |name: &str| {
        filters
            .get("timestamp")
            .and_then(|ends| ends.get(name)?.as_str())
    };
    RecordAccessQuery {
        record: record.id(),
        actions: ACTIONS
            .into_iter()
            .filter(is_wanted)
            .map(str::to_owned)
            .collect(),
        users: texts("access_users"),
        from: end("from").and_then(|text| moment(text, Time::Begins)),
        to: end("to").and_then(|text| moment(text, Time::Ends)),
    }
}

/// What a day stands for.
#[derive(Clone, Copy)]
enum Time {
    Begins,
    Ends,
}

fn moment(text: &str, time: Time) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let day: Date = text.parse().ok()?;
    let at = match time {
        Time::Begins => day.at(0, 0, 0, 0),
        Time::Ends => day.at(23, 59, 59, 999_999_999),
    };
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn entry(call: &CallContext, record: &Record, access: &RecordAccess) -> Value {
    let role = access
        .role_id
        .as_deref()
        .and_then(|role| call.tenant.role(role));
    json!({
        "id": access.id,
        "timestamp": timestamp_text(access.at),
        "action": access.action,
        "record_type": record.record_type().plural(),
        "record_id": record.id(),
        "user_name": access.user_name,
        "full_name": access.full_name,
        "role_name": role.map(|role| &role.value.name),
    })
}
