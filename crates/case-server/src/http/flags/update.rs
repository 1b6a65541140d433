//! `PATCH /api/v2/:records/:id/flags/:flag`.

use axum::Json;
use primero_case_model::EventAction;
use primero_case_model::access::{Action, Permission};
use primero_case_model::flag::Flag;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::request::{NewFlag, text};
use super::wire;
use crate::http::below_record::{RecordPath, authorship, store};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::FlagRecord;

/// Resolves a flag, when a message for that is sent, or changes what it says.
#[utoipa::path(
    patch,
    path = "/api/v2/{records}/{id}/flags/{part}",
    operation_id = "flags.update",
    tag = "flags",
    params(("records" = String, Path), ("id" = String, Path), ("part" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.flags.update", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let record = path.open_to_change::<FlagRecord>(&mut call).await?;
    let found = path
        .part
        .parse()
        .ok()
        .and_then(|id| Flag::find(&record, id));
    let found = found.ok_or_else(|| not_found("Flag", &path.part))?;
    let data = params.object("data")?;
    let (flag, action) = match text(data, "unflag_message") {
        Some(message) => resolved(&mut call, found, message).await?,
        None => changed(&call, &path, found, data)?,
    };
    let changes = flag.stored(&record);
    let authorship = authorship(&call, action);
    let stored = store(&mut call, record, changes, authorship).await?;
    let body = wire::written(&call, &stored, &flag);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: body }))
}

/// What is resolved stays resolved as it was.
async fn resolved(
    call: &mut CallContext,
    flag: Flag,
    message: String,
) -> Result<(Flag, EventAction), ApiError> {
    if flag.removed {
        return Ok((flag, Flag::RESOLVED));
    }
    let id: Uuid = flag.unique_id.parse().map_err(ApiError::internal)?;
    call.tx.flags().resolve(id).await.map_err(db_failure)?;
    let user = call.actor.user_name.as_str();
    Ok((flag.resolved(message, user, call.today), Flag::RESOLVED))
}

fn changed(
    call: &CallContext,
    path: &RecordPath,
    flag: Flag,
    data: &Map<String, Value>,
) -> Result<(Flag, EventAction), ApiError> {
    let right = Permission {
        resource: path.record_type.into(),
        action: Action::FlagUpdate,
    };
    if !call.may(right) {
        return Err(ApiError::Forbidden);
    }
    let said = NewFlag {
        message: flag.message.clone(),
        date: flag.date,
    };
    let NewFlag { message, date } = said.read_over(data)?;
    let flag = Flag {
        message,
        date,
        ..flag
    };
    Ok((flag, Flag::CHANGED))
}
