//! The records that a request about many of them selects.

use primero_case_db::search::Paging;
use primero_case_model::{RecordId, RecordType};
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value};

use crate::http::context::CallContext;
use crate::http::failure::db_failure;
use crate::http::records::search::ListRequest;

/// The most records that one request changes.
const MOST: u32 = 100;
/// What is said of more.
const TOO_MANY: &str = "errors.api.bulk_limit";

/// The records that `filters`, and a `query`, select for the caller, in the order of their ids: two
/// requests that lock the same records then wait for each other.
pub(in crate::http) async fn selected(
    call: &mut CallContext,
    record_type: RecordType,
    data: &Map<String, Value>,
) -> Result<Vec<RecordId>, ApiError> {
    let filters = data.get("filters").and_then(Value::as_object);
    let filters = filters.filter(|filters| !filters.is_empty());
    let filters = filters.ok_or_else(|| {
        let text = "param is missing or the value is empty or invalid: filters";
        ApiError::Unprocessable(text.to_owned())
    })?;
    let mut params: Map<String, Value> = filters
        .iter()
        .map(|(key, value)| (key.clone(), as_in_a_query(value)))
        .collect();
    if let Some(query) = data.get("query").filter(|query| query.is_string()) {
        params.insert("query".to_owned(), query.clone());
    }
    let params = Params::from(params);
    let request = ListRequest::of(&params, record_type, &call.tenant, &call.actor)?;
    let paging = Paging::Number {
        page: 1,
        size: MOST + 1,
    };
    let found = call.tx.search().records(&request.query, &paging).await;
    let found = found.map_err(db_failure)?.records;
    let ids = found.iter().map(primero_case_model::Record::id);
    in_order(ids.collect())
}

/// The ids in the order in which every request takes its locks, each once.
///
/// # Errors
/// More than one request may change.
pub(in crate::http) fn in_order<Id: Ord>(mut ids: Vec<Id>) -> Result<Vec<Id>, ApiError> {
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST as usize {
        return Err(ApiError::Unprocessable(TOO_MANY.to_owned()));
    }
    Ok(ids)
}

/// Filters in a body are JSON, in the query of a list they are texts and lists with numbered keys.
fn as_in_a_query(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(place, item)| (place.to_string(), as_in_a_query(item)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Object(members) => members
            .iter()
            .map(|(key, item)| (key.clone(), as_in_a_query(item)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Bool(_) | Value::Number(_) => value.to_string().into(),
        Value::Null | Value::String(_) => value.clone(),
    }
}
