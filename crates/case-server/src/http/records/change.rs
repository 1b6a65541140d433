//! Changing a record: look up, authorise, accept, check, merge, store with its event.

use primero_case_model::access::{Actor, Opened, Scope};
use primero_case_model::{
    Authorship, Change, EventAction, Record, RecordAction, RecordType, merge, stamp,
};
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use super::input::Input;
use super::person::person;
use super::rules::Rules;
use super::wire::drop_stars;
use super::{missing, record_id};
use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::rights::{ReadRecord, WriteRecord};
use crate::tenant::PermittedFields;

/// A record after a change.
pub(in crate::http) struct Updated {
    pub(in crate::http) record: Record,
    /// The fields whose values are others now.
    pub(in crate::http) fields: Vec<String>,
}

/// Changes the record with `data`, as an update or as an action.
pub(in crate::http) async fn change(
    mut call: CallContext,
    (record_type, id): (RecordType, &str),
    action: Option<RecordAction>,
    data: &Map<String, Value>,
) -> Result<Updated, ApiError> {
    let missing = || missing(record_type, id);
    let number = record_id(id).ok_or_else(missing)?;
    let found = call.tx.records().find_to_change(record_type, number).await;
    let found = found.map_err(db_failure)?.ok_or_else(missing)?;
    let record = open(&call.actor, found, action)?;
    if action == Some(RecordAction::Attribute) {
        require_known_person(&mut call, data).await?;
    }
    let before = record.data().clone();
    let mut edits = edits(&call, &record, action, data)?;
    if edits.is_empty() {
        return Ok(Updated {
            record,
            fields: Vec::new(),
        });
    }
    edits.extend(calculated(&call, &record, action, &edits)?);
    let authorship = authorship(&call, action);
    edits.extend(stamp::updated(&record, &person(&call.user), &authorship));
    let changed = record
        .change(edits, authorship)
        .map_err(ApiError::internal)?;
    let changed = changed.ok_or_else(|| ApiError::internal("a change changed nothing"))?;
    call.tx
        .records()
        .store(&changed)
        .await
        .map_err(db_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    let record = changed.into_entity();
    let fields = differing(&before, record.data());
    Ok(Updated { record, fields })
}

/// A record is given only to somebody whose role is made for it and who may sign in.
async fn require_known_person(
    call: &mut CallContext,
    data: &Map<String, Value>,
) -> Result<(), ApiError> {
    let Some(name) = data.get("identified_by").and_then(Value::as_str) else {
        return Ok(());
    };
    let found = match name.parse() {
        Ok(name) => call.tx.users().find_by_name(&name).await,
        Err(_) => Ok(None),
    };
    let is_known = found.map_err(db_failure)?.is_some_and(|user| {
        let scope = call.tenant.actor(&user).map(|actor| actor.scope);
        scope == Some(Scope::Identified) && !user.attributes.disabled && !user.attributes.unverified
    });
    if is_known {
        Ok(())
    } else {
        let rule = "errors.models.case.identified_by";
        Err(ApiError::invalid_field("identified_by", rule))
    }
}

/// What the caller may change of what he sent, merged with what is stored.
fn edits(
    call: &CallContext,
    record: &Record,
    action: Option<RecordAction>,
    data: &Map<String, Value>,
) -> Result<Vec<Change>, ApiError> {
    let record_type = record.record_type();
    let module = record.text("module_id");
    let permitted = PermittedFields::of(&call.tenant, &call.actor, record_type, module);
    let input = Input {
        tenant: &call.tenant,
        record_type,
        permitted: &permitted,
        action,
        creates: false,
    };
    let mut accepted = input.accept(data)?;
    drop_stars(record, &permitted, &mut accepted);
    let mut new_row_id = || call.clock.new_random_uuid().to_string();
    Ok(merge::changes(
        record_type,
        record.data(),
        accepted,
        &mut new_row_id,
    ))
}

/// Checks the record as the edits would leave it, and gives what is calculated from it.
fn calculated(
    call: &CallContext,
    record: &Record,
    action: Option<RecordAction>,
    edits: &[Change],
) -> Result<Vec<Change>, ApiError> {
    let Some(module) = record.text("module_id") else {
        return Ok(Vec::new());
    };
    let tried = record
        .clone()
        .change(edits.to_vec(), authorship(call, action));
    let tried = tried.map_err(ApiError::internal)?;
    let after = tried.map_or_else(
        || record.data().clone(),
        |tried| tried.entity().data().clone(),
    );
    let rules = Rules::of(call, record.record_type(), module);
    rules.check_change(&call.actor, action, record.data(), after)
}

fn authorship(call: &CallContext, action: Option<RecordAction>) -> Authorship {
    let name = action.map_or(EventAction::UPDATE, |action| {
        EventAction::named(action.as_str())
    });
    Authorship::new(call.clock.as_ref(), call.actor.user_name.clone(), name)
}

/// The right to change: that of the action and to read the record, or to write it.
fn open(actor: &Actor, record: Record, action: Option<RecordAction>) -> Result<Record, ApiError> {
    let Some(action) = action else {
        return Opened::<WriteRecord>::by(actor, record)
            .map(Opened::into_record)
            .map_err(refusal);
    };
    let right = action.permission(record.record_type());
    if !actor.grants.allow(right.resource, right.action) {
        return Err(ApiError::Forbidden);
    }
    Opened::<ReadRecord>::by(actor, record)
        .map(Opened::into_record)
        .map_err(refusal)
}

fn differing(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let changed = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    changed.map(|(key, _)| key.clone()).collect()
}
