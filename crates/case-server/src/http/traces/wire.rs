//! A trace as API v2 writes it.

use primero_case_model::Record;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The subform of the children whom a tracing request looks for.
pub(super) const TRACES: &str = "tracing_request_subform_section";
/// The case that a trace was matched with.
pub(super) const MATCHED: &str = "matched_case_id";

/// The rows of a tracing request.
pub(super) fn rows(request: &Record) -> impl Iterator<Item = &Map<String, Value>> {
    let rows = request.data().get(TRACES).and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(Value::as_object)
}

/// The trace of this id.
pub(super) fn find(request: &Record, trace: Uuid) -> Option<Value> {
    let trace = trace.to_string();
    let is_it =
        |row: &&Map<String, Value>| row.get("unique_id").and_then(Value::as_str) == Some(&trace);
    rows(request).find(is_it).map(|row| one(request, row))
}

/// One trace, with what its tracing request says about who asks.
pub(super) fn one(request: &Record, row: &Map<String, Value>) -> Value {
    let own = |field: &str| row.get(field).cloned().unwrap_or_default();
    let asked = |field: &str| {
        let asked = request.data().get(field);
        row.get(field).or(asked).cloned().unwrap_or_default()
    };
    json!({
        "id": own("unique_id"),
        MATCHED: own(MATCHED),
        "tracing_request_id": request.id(),
        "inquirer_id": request.data().get("tracing_request_id"),
        "relation": asked("relation"),
        "relation_name": asked("relation_name"),
        "inquiry_date": asked("inquiry_date"),
        "name": own("name"),
        "age": own("age"),
        "sex": own("sex"),
    })
}
