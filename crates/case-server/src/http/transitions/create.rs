//! `POST /api/v2/:records/:id/{assigns,referrals,transfers,transfer_requests}`.

use axum::Json;
use primero_case_model::Record;
use primero_case_model::access::{Action, Permission};
use primero_case_model::transition::TransitionKind;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::{one_kind, perform, wire};
use crate::http::below_record::RecordPath;
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::ReadRecord;

/// Assigns, refers or transfers a record, or asks for that.
#[utoipa::path(
    post,
    path = "/api/v2/{records}/{id}/{transitions}",
    operation_id = "transitions.create",
    tag = "transitions",
    params(("records" = String, Path), ("id" = String, Path), ("transitions" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.create", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let kind = one_kind(&path)?;
    let data = params.get("data").and_then(Value::as_object);
    let record = open(&mut call, &path, kind, data).await?;
    let draft = Draft::read(params.object("data")?);
    let (stored, transition) = perform::perform(&mut call, record, kind, draft).await?;
    let body = wire::written(&call, &stored, &transition);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: body }))
}

/// The record, for whoever may read it and make a transition of this kind. Who asks for a transfer
/// need not see the record: he found it in a search.
pub(super) async fn open(
    call: &mut CallContext,
    path: &RecordPath,
    kind: TransitionKind,
    data: Option<&Map<String, Value>>,
) -> Result<Record, ApiError> {
    let record = if kind == TransitionKind::TransferRequest {
        path.find_to_change(call).await?
    } else {
        path.open_to_change::<ReadRecord>(call).await?
    };
    let names_service = data.is_some_and(|data| data.contains_key("service_record_id"));
    require(call, path, kind, names_service)?;
    Ok(record)
}

/// Asks for the right to make a transition of this kind at all.
pub(super) fn require(
    call: &CallContext,
    path: &RecordPath,
    kind: TransitionKind,
    names_service: bool,
) -> Result<(), ApiError> {
    let mut rights = rights(kind, names_service).iter();
    let is_granted = rights.any(|action| {
        call.may(Permission {
            resource: path.record_type.into(),
            action: *action,
        })
    });
    if is_granted {
        Ok(())
    } else {
        Err(ApiError::Forbidden)
    }
}

/// Any of these is enough.
const fn rights(kind: TransitionKind, names_service: bool) -> &'static [Action] {
    match kind {
        TransitionKind::Assign => &[
            Action::Assign,
            Action::AssignWithinAgency,
            Action::AssignWithinUserGroup,
        ],
        TransitionKind::Referral if names_service => {
            &[Action::Referral, Action::ReferralFromService]
        }
        TransitionKind::Referral => &[Action::Referral],
        TransitionKind::Transfer => &[Action::Transfer],
        TransitionKind::TransferRequest => &[Action::RequestTransfer],
    }
}
