//! `PATCH /api/v2/traces/:id`: matches a trace with a case, or takes the match back.

use axum::Json;
use axum::extract::Path;
use primero_case_model::access::Opened;
use primero_case_model::{Authorship, Change, EventAction, Path as FieldPath, RecordType, stamp};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::{request_of, wire};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::{db_failure, refusal};
use crate::http::openapi::Errors;
use crate::http::records::person::person;
use crate::http::records::{missing, record_id};
use crate::http::rights::WriteRecord;

/// Matches a trace.
#[utoipa::path(
    patch,
    path = "/api/v2/traces/{id}",
    operation_id = "traces.update",
    tag = "traces",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.traces.update", skip_all, fields(trace.id = %id))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let (request, trace) = request_of(&mut call, &id).await?;
    let opened = Opened::<WriteRecord>::by(&call.actor, request).map_err(refusal)?;
    let request = opened.into_record();
    let matched = matched(&mut call, params.object("data")?).await?;
    let stored = wire::find(&request, trace).unwrap_or_default();
    let Some(matched) = matched.filter(|matched| *matched != stored[wire::MATCHED]) else {
        return Ok(Json(One { data: stored }));
    };
    let user = call.actor.user_name.clone();
    let authorship = Authorship::new(call.clock.as_ref(), user, EventAction::UPDATE);
    let mut edits = vec![Change::Set {
        path: FieldPath::field(wire::TRACES)
            .child(trace.to_string())
            .child(wire::MATCHED),
        value: matched,
    }];
    edits.extend(stamp::updated(&request, &person(&call.user), &authorship));
    let changed = request.change(edits, authorship);
    let changed = changed.map_err(ApiError::internal)?;
    let changed = changed.ok_or_else(|| ApiError::internal("a match changed nothing"))?;
    let stored = call.tx.records().store(&changed).await;
    stored.map_err(db_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    let data = wire::find(changed.entity(), trace).unwrap_or_default();
    Ok(Json(One { data }))
}

/// The case that is sent, or null to take a match back; none when neither is.
async fn matched(
    call: &mut CallContext,
    data: &Map<String, Value>,
) -> Result<Option<Value>, ApiError> {
    match data.get(wire::MATCHED) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Value::Null)),
        Some(Value::String(id)) => {
            let missing = || missing(RecordType::Case, id);
            let number = record_id(id).ok_or_else(missing)?;
            let found = call.tx.records().find(RecordType::Case, number).await;
            let case = found.map_err(db_failure)?.ok_or_else(missing)?;
            Ok(Some(case.id().to_string().into()))
        }
        Some(_) => Err(ApiError::InvalidRecord(vec![format!("/{}", wire::MATCHED)])),
    }
}
