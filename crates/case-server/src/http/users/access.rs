//! `GET /api/v2/users/access`: who opened or changed a record.

use axum::Json;
use primero_case_model::Record;
use primero_case_model::access::{Opened, RequiredAction};
use primero_http_kit::{ApiError, Params};
use serde_json::{Value, json};

use super::transitions::record_type;
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::{db_failure, refusal};
use crate::http::openapi::Errors;
use crate::http::records::{missing, record_id};
use crate::http::rights::{ReadAccesses, ReadRecord};

/// The users whom the access log of a record names.
#[utoipa::path(
    get,
    path = "/api/v2/users/access",
    operation_id = "users.access",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.access", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let record_type = record_type(&params)?;
    let sent = params.text("record_id").unwrap_or_default();
    let missing = || missing(record_type, sent);
    let id = record_id(sent).ok_or_else(missing)?;
    let found = call.tx.records().find(record_type, id).await;
    let record = found.map_err(db_failure)?.ok_or_else(missing)?;
    let record = opened::<ReadRecord>(&call, record)?;
    let record = opened::<ReadAccesses>(&call, record)?;
    let users = call.tx.users().who_accessed(record.id()).await;
    let users = users.map_err(db_failure)?;
    let data: Vec<Value> = users
        .into_iter()
        .map(|(id, user_name)| json!({"id": id, "user_name": user_name}))
        .collect();
    Ok(Json(json!({"data": data})))
}

fn opened<P: RequiredAction>(call: &CallContext, record: Record) -> Result<Record, ApiError> {
    let opened = Opened::<P>::by(&call.actor, record).map_err(refusal)?;
    Ok(opened.into_record())
}
