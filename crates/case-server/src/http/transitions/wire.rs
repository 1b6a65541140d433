//! A transition as API v2 writes it. What it does not say is absent.

use primero_case_model::Record;
use primero_case_model::access::{Action, RecordFacts, decide};
use primero_case_model::transition::{Transition, TransitionKind, TransitionStatus};
use serde_json::{Map, Value, json};

use crate::http::below_record::Stored;
use crate::http::context::CallContext;
use crate::http::records::wire::{Selection, Writer};
use crate::tenant::Tenant;

/// A transition in a list.
pub(super) fn transition(call: &CallContext, record: &Record, own: &Transition) -> Value {
    Value::Object(fields(call, record, own))
}

/// A transition after a write, with what the write changed in its record, if the caller may still
/// see that.
pub(super) fn written(call: &CallContext, stored: &Stored, own: &Transition) -> Value {
    let mut object = fields(call, &stored.record, own);
    if is_readable(call, &stored.record) {
        let writer = Writer::new(&call.tenant, &call.actor, Selection::Everything);
        let record = writer.changes(&stored.record, &stored.fields);
        object.insert("record".to_owned(), record);
    }
    Value::Object(object)
}

fn is_readable(call: &CallContext, record: &Record) -> bool {
    decide(&call.actor, Action::Read, &RecordFacts::of(record)).is_allowed()
}

fn fields(call: &CallContext, record: &Record, own: &Transition) -> Map<String, Value> {
    let mut object = match json!(own) {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    object.remove("unique_id");
    let groups = group_numbers(&call.tenant, &own.record_owned_by_groups);
    object.extend([
        ("id".to_owned(), own.unique_id.as_str().into()),
        ("record_id".to_owned(), json!(record.id())),
        (
            "record_type".to_owned(),
            record.record_type().as_str().into(),
        ),
        ("record_owned_by_groups".to_owned(), groups),
        (
            "record_access_denied".to_owned(),
            (!is_readable(call, record)).into(),
        ),
        (
            "user_can_accept_or_reject".to_owned(),
            waits_for(call, record, own).into(),
        ),
    ]);
    object.retain(|_, value| !value.is_null());
    object
}

/// Whether the transition waits for the caller.
fn waits_for(call: &CallContext, record: &Record, own: &Transition) -> bool {
    let may_answer_for_others = own.kind == TransitionKind::Transfer
        && call
            .actor
            .grants
            .allow(record.record_type().into(), Action::AcceptOrRejectTransfer);
    own.status == TransitionStatus::InProgress
        && !own.remote
        && (own.is_to(call.actor.user_name.as_str()) || may_answer_for_others)
}

fn group_numbers(tenant: &Tenant, groups: &[String]) -> Value {
    let number = |group: &String| {
        let mut all = tenant.user_groups().iter();
        let found = all.find(|stored| stored.value.unique_id == *group)?;
        Some(found.id)
    };
    groups.iter().filter_map(number).collect()
}
