//! `POST /api/v2/:records/:id/flags`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::DbError;
use primero_case_model::Record;
use primero_case_model::event::timestamp_text;
use primero_case_model::flag::Flag;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::request::NewFlag;
use super::wire;
use crate::http::below_record::{RecordPath, Stored, authorship, store};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::FlagRecord;

/// Flags a record. A client that made the id itself, offline, gets no body.
#[utoipa::path(
    post,
    path = "/api/v2/{records}/{id}/flags",
    operation_id = "flags.create",
    tag = "flags",
    params(("records" = String, Path), ("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.flags.create", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Response, ApiError> {
    let record = path.open_to_change::<FlagRecord>(&mut call).await?;
    let data = params.object("data")?;
    let new = NewFlag::read(data, call.today)?;
    let id = ClientId::of(data);
    let unique_id = match id {
        ClientId::Unique(id) => id,
        ClientId::None | ClientId::Other => call.clock.new_uuid(),
    };
    let (stored, flag) = raise(&mut call, record, new, unique_id).await?;
    let body = wire::written(&call, &stored, &flag);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(match id {
        ClientId::None => Json(One { data: body }).into_response(),
        ClientId::Unique(_) | ClientId::Other => StatusCode::NO_CONTENT.into_response(),
    })
}

/// The id that a client made for a flag. Flags are numbered here, so it names the flag only when it
/// is a UUID: sending it twice is then noticed.
#[derive(Clone, Copy)]
enum ClientId {
    None,
    Unique(Uuid),
    Other,
}

impl ClientId {
    fn of(data: &Map<String, Value>) -> Self {
        match data.get("id") {
            None | Some(Value::Null) => Self::None,
            Some(Value::String(text)) if text.trim().is_empty() => Self::None,
            Some(Value::String(text)) => text.parse().map_or(Self::Other, Self::Unique),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Self::Other
            }
        }
    }
}

/// Raises a flag, in the call's transaction.
pub(super) async fn raise(
    call: &mut CallContext,
    record: Record,
    new: NewFlag,
    unique_id: Uuid,
) -> Result<(Stored, Flag), ApiError> {
    let user = call.actor.user_name.as_str();
    let whole = (record.record_type(), record.id());
    let number = call.tx.flags().insert(whole, unique_id, user).await;
    let authorship = authorship(call, Flag::RAISED);
    let flag = Flag {
        id: number.map_err(duplicate_or_failure)?,
        unique_id: unique_id.to_string(),
        date: new.date,
        message: new.message,
        flagged_by: user.to_owned(),
        created_at: timestamp_text(authorship.at()),
        removed: false,
        unflag_message: None,
        unflagged_by: None,
        unflagged_date: None,
    };
    let changes = flag.stored(&record);
    let stored = store(call, record, changes, authorship).await?;
    Ok((stored, flag))
}

fn duplicate_or_failure(error: DbError) -> ApiError {
    if matches!(error, DbError::Exists { .. }) {
        ApiError::DuplicateId
    } else {
        db_failure(error)
    }
}
