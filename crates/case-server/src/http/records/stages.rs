//! The stage of a record: what a change moves by itself.

use jiff::civil::Date;
use primero_case_model::{Change, Record, RecordType};
use primero_forms::Expression;
use primero_http_kit::ApiError;
use primero_templates::configuration::Workflow;
use serde_json::{Map, Value};

use crate::tenant::Tenant;

/// The field that holds the stage.
const STAGE: &str = "workflow";
/// From any stage that is not an end.
const ANY: &str = "*";

/// The move to the stage that follows from the data after a change; none when it stays, and when the
/// change itself names one. Only one step is made at a time.
pub(super) fn moved(
    tenant: &Tenant,
    record: &Record,
    after: &Map<String, Value>,
    today: Date,
) -> Result<Option<Change>, ApiError> {
    let before = record.data();
    if after.get(STAGE) != before.get(STAGE) {
        return Ok(None);
    }
    let kind = record.record_type();
    let module = record.text("module_id").unwrap_or_default();
    let workflow = tenant.workflow(kind, module);
    let next = match by_status(kind, before, after) {
        Some(stage) => Some(stage).filter(|stage| has_stage(workflow, stage)),
        None => match workflow {
            Some(workflow) => by_rule(workflow, after, today)?,
            None => None,
        },
    };
    let stays = |stage: &str| after.get(STAGE).and_then(Value::as_str) == Some(stage);
    let next = next.filter(|stage| !stays(stage));
    Ok(next.map(|stage| Change::set(STAGE, stage)))
}

/// A case that is closed or opened again has these stages, as the wire contract has it.
fn by_status<'s>(
    kind: RecordType,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Option<&'s str> {
    let changed = |field: &str| before.get(field) != after.get(field);
    let status = after.get("status").and_then(Value::as_str);
    let reopened = after.get("case_status_reopened") == Some(&Value::Bool(true));
    match status {
        _ if kind != RecordType::Case => None,
        Some("closed") if changed("status") => Some("closed"),
        Some("open") if reopened && (changed("status") || changed("case_status_reopened")) => {
            Some("reopened")
        }
        _ => None,
    }
}

/// Without a workflow every stage exists.
fn has_stage(workflow: Option<&Workflow>, stage: &str) -> bool {
    workflow.is_none_or(|workflow| workflow.states.iter().any(|own| own.id == stage))
}

/// The first way from the stage whose rule holds. A record that is not open stays where it is.
fn by_rule<'w>(
    workflow: &'w Workflow,
    after: &Map<String, Value>,
    today: Date,
) -> Result<Option<&'w str>, ApiError> {
    if after.get("status").and_then(Value::as_str) != Some("open") {
        return Ok(None);
    }
    let stage = after.get(STAGE).and_then(Value::as_str);
    let mut states = workflow.states.iter();
    let ended = states.any(|own| Some(own.id.as_str()) == stage && own.end);
    for way in &workflow.transitions {
        let leaves = Some(way.from.as_str()) == stage || (way.from == ANY && !ended);
        let Some(rule) = way.when.as_ref().filter(|_| leaves) else {
            continue;
        };
        let rule = Expression::parse_rule(rule).map_err(ApiError::internal)?;
        if rule.holds(after, today) {
            return Ok(Some(&way.to));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(object) = value else {
            panic!("not an object: {value}")
        };
        object
    }

    fn workflow() -> Workflow {
        let workflow = json!({
            "unique_id": "case", "record_type": "case", "module_id": "m", "lookup": "l",
            "initial": "new",
            "states": [{"id": "new"}, {"id": "urgent"}, {"id": "closed", "end": true}],
            "transitions": [
                {"from": "new", "to": "urgent", "when": {"eq": {"risk_level": "high"}}},
                {"from": "*", "to": "closed"},
                {"from": "*", "to": "new", "when": {"eq": {"risk_level": "none"}}},
            ],
        });
        serde_json::from_value(workflow).unwrap()
    }

    fn next(after: Value) -> Option<String> {
        let today = "2026-03-01".parse().unwrap();
        let workflow = workflow();
        let found = by_rule(&workflow, &object(after), today).unwrap();
        found.map(str::to_owned)
    }

    #[test]
    fn an_open_record_goes_the_first_way_whose_rule_holds() {
        let high = json!({"status": "open", "workflow": "new", "risk_level": "high"});
        assert_eq!(next(high).as_deref(), Some("urgent"));
        let none = json!({"status": "open", "workflow": "urgent", "risk_level": "none"});
        assert_eq!(next(none).as_deref(), Some("new"));
        let ended = json!({"status": "open", "workflow": "closed", "risk_level": "none"});
        assert_eq!(next(ended), None);
        let closed = json!({"status": "closed", "workflow": "new", "risk_level": "high"});
        assert_eq!(next(closed), None);
    }

    #[test]
    fn closing_and_reopening_a_case_have_stages_of_their_own() {
        let open = object(json!({"status": "open"}));
        let closed = object(json!({"status": "closed"}));
        let reopened = object(json!({"status": "open", "case_status_reopened": true}));
        let case = RecordType::Case;
        assert_eq!(by_status(case, &open, &closed), Some("closed"));
        assert_eq!(by_status(case, &closed, &reopened), Some("reopened"));
        assert_eq!(by_status(case, &reopened, &reopened), None);
        assert_eq!(by_status(RecordType::Incident, &open, &closed), None);
    }
}
