//! Cases about a person who signs in himself.

use primero_case_db::users::User;
use primero_case_model::access::Scope;
use primero_case_model::event::timestamp_value;
use primero_case_model::{Change, Record, RecordId};
use primero_http_kit::ApiError;
use primero_kernel::UserName;
use serde_json::{Map, Value};

use crate::http::context::CallContext;
use crate::http::failure::db_failure;

const FIELD: &str = "identified_by";
const REFUSED: &str = "errors.models.case.identified_by";
/// The status of a case that a person opened about himself.
const STATUS: &str = "identified";

/// What follows from giving a case to a person: only to somebody whose role is made for it, who may
/// sign in, and who has no other case.
pub(super) async fn changes(
    call: &mut CallContext,
    record: &Record,
    data: &Map<String, Value>,
) -> Result<Vec<Change>, ApiError> {
    let Some(name) = data.get(FIELD).and_then(Value::as_str) else {
        return Ok(vec![
            Change::set("identified_by_full_name", Value::Null),
            Change::set("identified_at", Value::Null),
        ]);
    };
    let user = match name.parse() {
        Ok(name) => call.tx.users().find_by_name(&name).await,
        Err(_) => Ok(None),
    };
    let user = user.map_err(db_failure)?;
    let user = user.filter(|user| is_made_for_it(call, user));
    let user = user.ok_or_else(|| ApiError::invalid_field(FIELD, REFUSED))?;
    require_no_other(call, &user.attributes.user_name, record.id()).await?;
    let name = user.attributes.full_name.map_or(Value::Null, Value::from);
    Ok(vec![
        Change::set("identified_by_full_name", name),
        Change::set("identified_at", timestamp_value(call.now)),
    ])
}

fn is_made_for_it(call: &CallContext, user: &User) -> bool {
    let scope = call.tenant.actor(user).map(|actor| actor.scope);
    let own = &user.attributes;
    scope == Some(Scope::Identified) && !own.disabled && !own.unverified
}

async fn require_no_other(
    call: &mut CallContext,
    user: &UserName,
    case: RecordId,
) -> Result<(), ApiError> {
    let found = call.tx.records().identified(user).await;
    let found = found.map_err(db_failure)?;
    if found.iter().any(|other| other.id() != case) {
        return Err(ApiError::invalid_field(FIELD, REFUSED));
    }
    Ok(())
}

/// What a case is given that a person opens about himself; he has one at most.
pub(super) async fn own_case(
    call: &mut CallContext,
    case: RecordId,
) -> Result<Map<String, Value>, ApiError> {
    if call.actor.scope != Scope::Identified {
        return Ok(Map::new());
    }
    let user = call.actor.user_name.clone();
    require_no_other(call, &user, case).await?;
    let full_name = call.user.attributes.full_name.clone();
    let fields = [
        (FIELD, Some(user.as_str().into())),
        ("identified_by_full_name", full_name.map(Value::from)),
        ("identified_at", Some(timestamp_value(call.now))),
        ("status", Some(STATUS.into())),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(field, value)| Some((field.to_owned(), value?)));
    Ok(known.collect())
}
