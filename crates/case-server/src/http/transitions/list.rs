//! `GET /api/v2/:records/:id/{transitions,assigns,referrals,transfers,transfer_requests}`.

use axum::Json;
use primero_case_model::transition::{Transition, TransitionKind, may_see};
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use super::{kind_of, wire};
use crate::http::below_record::RecordPath;
use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRecord;

/// The transitions of a record that the caller may see.
#[utoipa::path(
    get,
    path = "/api/v2/{records}/{id}/{transitions}",
    operation_id = "transitions.list",
    tag = "transitions",
    params(("records" = String, Path), ("id" = String, Path), ("transitions" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.list", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let opened = path.open::<ReadRecord>(&mut call).await?;
    let record = opened.record();
    let wanted = match kind_of(&path) {
        Some(kind) => vec![kind],
        None => named(&params),
    };
    let data = Transition::all(record)
        .iter()
        .filter(|own| wanted.contains(&own.kind) && may_see(&call.actor, record, own))
        .map(|own| wire::transition(&call, record, own))
        .collect();
    Ok(Json(One { data }))
}

/// The kinds that `types=Referral,Transfer` names; all of them when it names none.
fn named(params: &Params) -> Vec<TransitionKind> {
    let list = params.list("types");
    let names: Vec<&str> = list
        .into_iter()
        .filter_map(Value::as_str)
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let is_wanted = |kind: &TransitionKind| names.is_empty() || names.contains(&kind.as_str());
    TransitionKind::ALL.into_iter().filter(is_wanted).collect()
}
