//! Changing a record: look up, authorise, accept, check, merge, store with its event.

use primero_case_model::access::{Actor, Opened};
use primero_case_model::{Authorship, EventAction, Record, RecordAction, RecordType, merge, stamp};
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use super::input::Input;
use super::person::person;
use super::{missing, record_id, rules};
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
    call: CallContext,
    (record_type, id): (RecordType, &str),
    action: Option<RecordAction>,
    data: &Map<String, Value>,
) -> Result<Updated, ApiError> {
    let CallContext {
        user,
        actor,
        tenant,
        mut tx,
        today,
        clock,
        ..
    } = call;
    let missing = || missing(record_type, id);
    let number = record_id(id).ok_or_else(missing)?;
    let found = tx
        .records()
        .find_to_change(record_type, number)
        .await
        .map_err(db_failure)?;
    let record = open(&actor, found.ok_or_else(missing)?, action)?;
    let module = record.text("module_id").map(str::to_owned);
    let permitted = PermittedFields::of(&tenant, &actor, record_type, module.as_deref());
    let input = Input {
        tenant: &tenant,
        record_type,
        permitted: &permitted,
        action,
        creates: false,
    };
    let accepted = input.accept(data)?;
    rules::check_change(&tenant, &record, &accepted, today)?;
    let before = record.data().clone();
    let mut new_row_id = || clock.new_random_uuid().to_string();
    let mut changes = merge::changes(record_type, &before, accepted, &mut new_row_id);
    if changes.is_empty() {
        return Ok(Updated {
            record,
            fields: Vec::new(),
        });
    }
    let name = action.map_or(EventAction::UPDATE, |action| {
        EventAction::named(action.as_str())
    });
    let authorship = Authorship::new(clock.as_ref(), actor.user_name.clone(), name);
    changes.extend(stamp::updated(&record, &person(&user), &authorship));
    let changed = record
        .change(changes, authorship)
        .map_err(ApiError::internal)?;
    let changed = changed.ok_or_else(|| ApiError::internal("a change changed nothing"))?;
    tx.records().store(&changed).await.map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let record = changed.into_entity();
    let fields = differing(&before, record.data());
    Ok(Updated { record, fields })
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
