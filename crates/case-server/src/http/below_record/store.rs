//! Storing what an endpoint below a record changed in it.

use primero_case_model::{Authorship, Change, EventAction, Record};
use primero_http_kit::ApiError;

use crate::http::context::CallContext;
use crate::http::failure::db_failure;

/// A record after a change.
#[derive(Debug)]
pub(in crate::http) struct Stored {
    pub(in crate::http) record: Record,
    /// The fields whose values are others now.
    pub(in crate::http) fields: Vec<String>,
}

/// Stores a change of a record with its event, in the call's transaction, which is left open.
/// A change that changes nothing leaves no event.
pub(in crate::http) async fn store(
    call: &mut CallContext,
    record: Record,
    changes: Vec<Change>,
    authorship: Authorship,
) -> Result<Stored, ApiError> {
    let before = record.data().clone();
    let unchanged = record.clone();
    let done = record
        .change(changes, authorship)
        .map_err(ApiError::internal)?;
    let Some(done) = done else {
        return Ok(Stored {
            record: unchanged,
            fields: Vec::new(),
        });
    };
    call.tx.records().store(&done).await.map_err(db_failure)?;
    let record = done.into_entity();
    let fields = record
        .data()
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value))
        .map(|(key, _)| key.clone())
        .collect();
    Ok(Stored { record, fields })
}

/// Authorship of what the caller does now.
pub(in crate::http) fn authorship(call: &CallContext, action: EventAction) -> Authorship {
    Authorship::new(call.clock.as_ref(), call.actor.user_name.clone(), action)
}
