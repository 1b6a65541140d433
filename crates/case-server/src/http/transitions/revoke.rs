//! `DELETE /api/v2/cases/:id/referrals/:transition`.

use axum::Json;
use primero_case_model::transition::{Answer, Transition, may_answer};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::ending::end;
use super::{one_kind, wire};
use crate::http::below_record::RecordPath;
use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRecord;

/// Takes a referral back.
#[utoipa::path(
    delete,
    path = "/api/v2/{records}/{id}/{transitions}/{part}",
    operation_id = "transitions.revoke",
    tag = "transitions",
    params(
        ("records" = String, Path),
        ("id" = String, Path),
        ("transitions" = String, Path),
        ("part" = String, Path),
    ),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.revoke", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let kind = one_kind(&path)?;
    let record = path.open_to_change::<ReadRecord>(&mut call).await?;
    let found = Transition::find(&record, kind, &path.part);
    let before = found.ok_or_else(|| not_found(kind.as_str(), &path.part))?;
    if !may_answer(&call.actor, &record, &before, Answer::Revoke) {
        return Err(ApiError::Forbidden);
    }
    let nothing = Map::new();
    let data = params.get("data").and_then(Value::as_object);
    let data = data.unwrap_or(&nothing);
    let (stored, after) = end(&mut call, record, before, Answer::Revoke, data).await?;
    let body = wire::written(&call, &stored, &after);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: body }))
}
