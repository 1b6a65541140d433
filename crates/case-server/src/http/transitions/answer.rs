//! `PATCH /api/v2/:records/:id/{referrals,transfers,transfer_requests}/:transition`.

use axum::Json;
use primero_case_model::transition::{Answer, Transition, may_answer};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::ending::end;
use super::{one_kind, wire};
use crate::http::below_record::{RecordPath, Stored};
use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRecord;

/// Accepts, rejects, finishes or takes back a transition, as `status` says. Any other status changes
/// nothing.
#[utoipa::path(
    patch,
    path = "/api/v2/{records}/{id}/{transitions}/{part}",
    operation_id = "transitions.answer",
    tag = "transitions",
    params(
        ("records" = String, Path),
        ("id" = String, Path),
        ("transitions" = String, Path),
        ("part" = String, Path),
    ),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.answer", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let kind = one_kind(&path)?;
    let record = path.open_to_change::<ReadRecord>(&mut call).await?;
    let found = Transition::find(&record, kind, &path.part);
    let before = found.ok_or_else(|| not_found(kind.as_str(), &path.part))?;
    let data = params.get("data").and_then(Value::as_object);
    let status = data.and_then(|data| data.get("status")?.as_str());
    let answer = status.and_then(|status| Answer::of(kind, status));
    let asked = answer.unwrap_or(Answer::Accept);
    if !may_answer(&call.actor, &record, &before, asked) {
        return Err(ApiError::Forbidden);
    }
    params.object("data")?;
    let nothing = Map::new();
    let (stored, after) = if let Some(answer) = answer {
        end(&mut call, record, before, answer, data.unwrap_or(&nothing)).await?
    } else {
        let fields = Vec::new();
        (Stored { record, fields }, before)
    };
    let body = wire::written(&call, &stored, &after);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: body }))
}
