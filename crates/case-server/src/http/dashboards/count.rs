//! Counting an indicator.

use primero_case_db::search::Pivot;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value, json};

use super::indicator::Indicator;
use crate::http::context::CallContext;
use crate::http::failure::db_failure;
use crate::http::records::search::ListRequest;

/// The count of an indicator with the list it counts, or one for each value that divides it.
pub(super) async fn count(
    call: &mut CallContext,
    indicator: &Indicator,
) -> Result<Value, ApiError> {
    let params = Params::from_query(&indicator.filters.join("&"))?;
    let request = ListRequest::of(&params, RecordType::Case, &call.tenant, &call.actor)?;
    if indicator.by.is_empty() {
        let total = call.tx.search().count(&request.query).await;
        let total = total.map_err(db_failure)?;
        return Ok(counted(&indicator.filters, total.rows));
    }
    let found = call
        .tx
        .search()
        .count_by(&request.query, &indicator.by)
        .await;
    let mut divided = Map::new();
    for value in &indicator.always {
        divided.insert(
            value.clone(),
            counted(&within(indicator, std::slice::from_ref(value)), 0),
        );
    }
    for (values, number) in found.map_err(db_failure)? {
        let one = counted(&within(indicator, &values), number);
        if indicator.are_places {
            let codes: Vec<String> = values.iter().map(|code| code.to_lowercase()).collect();
            put(&mut divided, &codes, one);
        } else {
            put(&mut divided, &values, one);
        }
    }
    Ok(Value::Object(divided))
}

fn put(divided: &mut Map<String, Value>, values: &[String], one: Value) {
    let Some((first, rest)) = values.split_first() else {
        return;
    };
    if rest.is_empty() {
        divided.insert(first.clone(), one);
    } else {
        let below = divided.entry(first.clone()).or_insert_with(|| json!({}));
        if let Value::Object(below) = below {
            put(below, rest, one);
        }
    }
}

fn counted(filters: &[String], number: u64) -> Value {
    json!({ "count": number, "query": filters })
}

/// The filters of the part of the list that has these values.
fn within(indicator: &Indicator, values: &[String]) -> Vec<String> {
    let fields = indicator.by.iter().map(|pivot| match pivot {
        Pivot::Value(field) | Pivot::Members(field) => field,
    });
    let own = fields
        .zip(values)
        .map(|(field, value)| format!("{field}={value}"));
    indicator.filters.iter().cloned().chain(own).collect()
}
