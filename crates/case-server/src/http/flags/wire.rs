//! A flag as API v2 writes it.

use primero_case_model::Record;
use primero_case_model::access::{Action, RecordFacts, decide};
use primero_case_model::flag::Flag;
use serde_json::{Map, Value, json};

use crate::http::below_record::Stored;
use crate::http::context::CallContext;
use crate::http::records::wire::{Selection, Writer};

/// What a flag tells of its record.
const OF_RECORD: [&str; 4] = ["name", "short_id", "owned_by", "owned_by_agency_id"];

/// A flag with what the caller may know of its record.
pub(super) fn flag(call: &CallContext, record: &Record, flag: &Flag) -> Map<String, Value> {
    let selection = Selection::Named(OF_RECORD.map(str::to_owned).to_vec());
    let known = Writer::new(&call.tenant, &call.actor, selection).record(record);
    let readable = decide(&call.actor, Action::Read, &RecordFacts::of(record)).is_allowed();
    let mut object = Map::new();
    let fields = json!({
        "id": flag.id,
        "record_id": record.id(),
        "record_type": record.record_type().plural(),
        "date": flag.date,
        "message": flag.message,
        "flagged_by": flag.flagged_by,
        "removed": flag.removed,
        "unflag_message": flag.unflag_message,
        "created_at": flag.created_at,
        "system_generated_followup": false,
        "unflagged_by": flag.unflagged_by,
        "unflagged_date": flag.unflagged_date,
        "record_access_denied": !readable,
    });
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    for field in OF_RECORD {
        let value = known.get(field).cloned().unwrap_or_default();
        object.insert(field.to_owned(), value);
    }
    object
}

/// A flag after a write, with what the write changed in its record.
pub(super) fn written(call: &CallContext, stored: &Stored, own: &Flag) -> Value {
    let mut object = flag(call, &stored.record, own);
    let writer = Writer::new(&call.tenant, &call.actor, Selection::Everything);
    let mut record = writer.changes(&stored.record, &stored.fields);
    if let Value::Object(fields) = &mut record {
        let count = stored.record.data().get("flag_count");
        fields.insert(
            "flag_count".to_owned(),
            count.cloned().unwrap_or_else(|| 0.into()),
        );
    }
    object.insert("record".to_owned(), record);
    Value::Object(object)
}
