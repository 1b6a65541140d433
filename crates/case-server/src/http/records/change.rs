//! Changing a record: look up, authorise, accept, check, merge, store with its event.

use primero_case_model::access::{Action, Actor, Opened};
use primero_case_model::{
    Authorship, Change, EventAction, Record, RecordAction, RecordType, merge, stamp,
};
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use super::field_rights::FieldRights;
use super::input::Input;
use super::person::person;
use super::rules::Rules;
use super::wire::drop_stars;
use super::{identified, missing, record_id, referred, stages};
use crate::http::alerts;
use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::rights::{ReadRecord, WriteRecord};

/// A record after a change.
pub(in crate::http) struct Updated {
    pub(in crate::http) record: Record,
    /// The fields whose values are others now.
    pub(in crate::http) fields: Vec<String>,
}

/// Changes the record with `data`, as an update or as the action of this name. That the data is
/// missing is said only to those who may change the record.
pub(in crate::http) async fn change(
    mut call: CallContext,
    (record_type, id): (RecordType, &str),
    named: Option<&str>,
    data: Result<&Map<String, Value>, ApiError>,
) -> Result<Updated, ApiError> {
    let missing = || missing(record_type, id);
    let number = record_id(id).ok_or_else(missing)?;
    let found = call.tx.records().find_to_change(record_type, number).await;
    let found = found.map_err(db_failure)?.ok_or_else(missing)?;
    let action = action(&call.actor, record_type, named)?;
    let record = open(&call.actor, found, action)?;
    let data = data?;
    let mut edits = edits(&call, &record, action, data)?;
    if edits.is_empty() {
        return Ok(Updated {
            record,
            fields: Vec::new(),
        });
    }
    if action == Some(RecordAction::Attribute) {
        edits.extend(identified::changes(&mut call, &record, data).await?);
    }
    edits.extend(calculated(&call, &record, action, &edits)?);
    let after = tried(&call, &record, action, &edits)?;
    edits.extend(stages::moved(&call.tenant, &record, &after, call.today)?);
    edits.extend(alerts::raised(&call, &record, &after));
    let authorship = authorship(&call, action);
    edits.extend(stamp::updated(&record, &person(&call.user), &authorship));
    store(call, record, edits, authorship).await
}

async fn store(
    mut call: CallContext,
    record: Record,
    edits: Vec<Change>,
    authorship: Authorship,
) -> Result<Updated, ApiError> {
    let before = record.data().clone();
    let changed = record
        .change(edits, authorship)
        .map_err(ApiError::internal)?;
    let changed = changed.ok_or_else(|| ApiError::internal("a change changed nothing"))?;
    let stored = call.tx.records().store(&changed).await;
    stored.map_err(db_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    let record = changed.into_entity();
    let fields = differing(&before, record.data());
    Ok(Updated { record, fields })
}

/// The action of a name; none for an update. A name that we do not know is a right that nobody has
/// but those who may do everything, and changes what an update changes.
fn action(
    actor: &Actor,
    record_type: RecordType,
    named: Option<&str>,
) -> Result<Option<RecordAction>, ApiError> {
    let Some(name) = named else {
        return Ok(None);
    };
    let action = RecordAction::named(name);
    let may_all = actor.grants.allow(record_type.into(), Action::Manage);
    if action.is_none() && !may_all {
        return Err(ApiError::Forbidden);
    }
    Ok(action)
}

/// What the caller may change of what he sent, merged with what is stored.
fn edits(
    call: &CallContext,
    record: &Record,
    action: Option<RecordAction>,
    data: &Map<String, Value>,
) -> Result<Vec<Change>, ApiError> {
    let record_type = record.record_type();
    let permitted = referred::permitted(&call.tenant, &call.actor, record);
    let input = Input {
        tenant: &call.tenant,
        actor: &call.actor,
        record_type,
        permitted: &permitted,
        action,
        creates: false,
    };
    let mut accepted = input.accept(data)?;
    let is_owner = record.text("owned_by") == Some(call.actor.user_name.as_str());
    if is_owner
        && !call
            .actor
            .grants
            .allow(record_type.into(), Action::SelfApprove)
    {
        accepted.retain(|field, _| !FieldRights::is_of_approval(field));
    }
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
    let after = tried(call, record, action, edits)?;
    let role = referred::role(&call.actor, record);
    let narrowed = role.map(|role| referred::narrowed(&call.tenant, &call.actor, &role));
    let actor = narrowed.as_ref().unwrap_or(&call.actor);
    let rules = Rules::of(call, record.record_type(), module);
    rules.check_change(actor, action, record.data(), after)
}

/// The data as edits would leave it.
fn tried(
    call: &CallContext,
    record: &Record,
    action: Option<RecordAction>,
    edits: &[Change],
) -> Result<Map<String, Value>, ApiError> {
    let tried = record
        .clone()
        .change(edits.to_vec(), authorship(call, action));
    Ok(tried.map_err(ApiError::internal)?.map_or_else(
        || record.data().clone(),
        |tried| tried.entity().data().clone(),
    ))
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
