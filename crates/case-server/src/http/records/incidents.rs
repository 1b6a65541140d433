//! Incidents that belong to a case.

use primero_case_model::access::Opened;
use primero_case_model::stamp::Person;
use primero_case_model::{Record, RecordType};
use primero_http_kit::ApiError;
use primero_kernel::UserName;
use serde_json::{Map, Value};

use super::person::person;
use super::{missing, record_id};
use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::rights::ReadRecord;

/// The field by which an incident names its case.
pub(super) const CASE: &str = "incident_case_id";

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
