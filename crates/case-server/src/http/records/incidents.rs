//! Incidents that belong to a case.

use primero_case_model::access::{Actor, Opened};
use primero_case_model::stamp::{self, Person};
use primero_case_model::{Authorship, Change, EventAction, Record, RecordId, RecordType};
use primero_http_kit::ApiError;
use primero_kernel::UserName;
use serde_json::{Map, Value};

use super::person::person;
use super::{missing, record_id, referred};
use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::rights::{LinkIncident, ReadRecord};
use crate::tenant::Tenant;

/// The field by which an incident names its case.
const CASE: &str = "incident_case_id";

/// What a case hands to an incident where its module says nothing else: the field of the case and
/// that of the incident.
const HANDED: [(&str, &str); 12] = [
    ("survivor_code_no", "survivor_code"),
    ("age", "age"),
    ("date_of_birth", "date_of_birth"),
    ("sex", "sex"),
    ("gbv_ethnicity", "ethnicity"),
    ("country_of_origin", "country_of_origin"),
    ("gbv_nationality", "nationality"),
    ("gbv_religion", "religion"),
    ("maritial_status", "maritial_status"),
    ("gbv_displacement_status", "displacement_status"),
    ("gbv_disability_type", "disability_type"),
    (
        "unaccompanied_separated_status",
        "unaccompanied_separated_status",
    ),
];

/// The case of this id, if the caller may read it.
pub(in crate::http) async fn readable_case(
    call: &mut CallContext,
    id: &str,
) -> Result<Record, ApiError> {
    let missing = || missing(RecordType::Case, id);
    let number = record_id(id).ok_or_else(missing)?;
    let found = call.tx.records().find(RecordType::Case, number).await;
    let found = found.map_err(db_failure)?.ok_or_else(missing)?;
    let opened = Opened::<ReadRecord>::by(&call.actor, found).map_err(refusal)?;
    Ok(opened.into_record())
}

/// Who owns a new record instead of who makes it: an incident of a case belongs to the owner of the
/// case.
pub(super) async fn owner(
    call: &mut CallContext,
    record_type: RecordType,
    answers: &Map<String, Value>,
) -> Result<Option<Person>, ApiError> {
    let Some(case) = answers.get(CASE).and_then(Value::as_str) else {
        return Ok(None);
    };
    if record_type != RecordType::Incident {
        return Ok(None);
    }
    let case = readable_case(call, case).await?;
    let name = case.text("owned_by").map(str::parse::<UserName>);
    let Some(Ok(name)) = name else {
        return Ok(None);
    };
    let found = call.tx.users().find_by_name(&name).await;
    Ok(found.map_err(db_failure)?.as_ref().map(person))
}

/// An incident of a case that is not stored yet: what its module hands over of what the caller sees.
pub(in crate::http) fn prefilled(
    tenant: &Tenant,
    actor: &Actor,
    case: &Record,
) -> Map<String, Value> {
    let mut modules = tenant.modules().iter().map(|stored| &stored.value);
    let module = modules.find(|own| Some(own.unique_id.as_str()) == case.text("module_id"));
    let map = module.and_then(|own| own.field_map.as_ref());
    let pairs = map
        .and_then(|map| map.get("fields"))
        .and_then(Value::as_array);
    let pairs: Vec<(&str, &str)> = match pairs {
        Some(pairs) => pairs.iter().filter_map(pair).collect(),
        None => HANDED.to_vec(),
    };
    let permitted = referred::permitted(tenant, actor, case);
    let mut incident: Map<String, Value> = pairs
        .into_iter()
        .filter(|(source, _)| permitted.readable(source))
        .filter_map(|(source, target)| {
            let value = case.data().get(source).filter(|value| !value.is_null())?;
            Some((target.to_owned(), value.clone()))
        })
        .collect();
    let map_to = map
        .and_then(|map| map.get("map_to"))
        .and_then(Value::as_str);
    if let Some(module) = map_to.or(case.text("module_id")) {
        incident.insert("module_id".to_owned(), module.into());
    }
    if let Some(owner) = case.data().get("owned_by") {
        incident.insert("owned_by".to_owned(), owner.clone());
    }
    incident.insert(CASE.to_owned(), case.id().to_string().into());
    incident
}

/// A pair of a field map; the source is a name or a list with one.
fn pair(entry: &Value) -> Option<(&str, &str)> {
    let source = entry.get("source")?;
    let source = source.as_str().or_else(|| source.get(0)?.as_str())?;
    Some((source, entry.get("target")?.as_str()?))
}

/// Links an incident with a case.
pub(in crate::http) async fn link(
    call: &mut CallContext,
    incident: RecordId,
    case: &Record,
) -> Result<(), ApiError> {
    let mut records = call.tx.records();
    let found = records.find_to_change(RecordType::Incident, incident).await;
    let found = found.map_err(db_failure)?;
    let found = found.ok_or_else(|| missing(RecordType::Incident, &incident.to_string()))?;
    let opened = Opened::<LinkIncident>::by(&call.actor, found).map_err(refusal)?;
    let record = opened.into_record();
    let user = call.actor.user_name.clone();
    let authorship = Authorship::new(call.clock.as_ref(), user, EventAction::UPDATE);
    let id = case.id().to_string();
    if record.text(CASE) == Some(id.as_str()) {
        return Ok(());
    }
    let mut edits = vec![Change::set(CASE, id)];
    edits.extend(stamp::updated(&record, &person(&call.user), &authorship));
    let changed = record.change(edits, authorship);
    let changed = changed.map_err(ApiError::internal)?;
    let changed = changed.ok_or_else(|| ApiError::internal("a link changed nothing"))?;
    let stored = call.tx.records().store(&changed).await;
    stored.map_err(db_failure)
}
