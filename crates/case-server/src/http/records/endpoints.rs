//! What the endpoints of all record types do; each type's own files name path and right.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::search::Paging;
use primero_case_model::access::{Actor, Opened};
use primero_case_model::{Record, RecordAction, RecordType};
use primero_http_kit::{ApiError, List, One, Page, Params};
use serde_json::{Map, Value, json};

use super::search::ListRequest;
use super::wire::{Selection, Writer};
use super::{change, creation, missing, record_id};
use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::rights::ReadRecord;
use crate::tenant::Tenant;

/// The usual length of a page.
const PER: u32 = 20;

/// A page of the records in the caller's scope.
pub(in crate::http) async fn list(
    call: CallContext,
    params: &Params,
    kind: RecordType,
) -> Result<Json<List<Value>>, ApiError> {
    let CallContext {
        mut tx,
        actor,
        tenant,
        ..
    } = call;
    let request = ListRequest::of(params, kind, &tenant, &actor)?;
    let page = Page::of(params, PER, Page::MOST);
    let paging = Paging::Number {
        page: page.page,
        size: page.per,
    };
    let found = tx.search().records(&request.query, &paging).await;
    let found = found.map_err(db_failure)?.records;
    let total = tx.search().count(&request.query).await;
    let total = total.map_err(db_failure)?.rows;
    tx.commit().await.map_err(db_failure)?;
    let writer = Writer::new(&tenant, &actor, request.selection);
    let data = found.iter().map(|record| writer.record(record)).collect();
    Ok(Json(List::new(data, total, page)))
}

/// One record that the caller may read.
pub(in crate::http) async fn show(
    call: CallContext,
    (kind, id): (RecordType, &str),
    params: &Params,
) -> Result<Json<One<Value>>, ApiError> {
    let CallContext {
        mut tx,
        actor,
        tenant,
        ..
    } = call;
    let missing = || missing(kind, id);
    let number = record_id(id).ok_or_else(missing)?;
    let found = tx.records().find(kind, number).await.map_err(db_failure)?;
    let found = found.ok_or_else(missing)?;
    tx.commit().await.map_err(db_failure)?;
    shown(&tenant, &actor, found, params)
}

/// The case that is about the caller.
pub(in crate::http) async fn show_identified(
    call: CallContext,
    params: &Params,
) -> Result<Json<One<Value>>, ApiError> {
    let CallContext {
        mut tx,
        actor,
        tenant,
        ..
    } = call;
    let found = tx.records().identified(&actor.user_name).await;
    let found = found.map_err(db_failure)?.into_iter().next();
    let found = found.ok_or_else(|| missing(RecordType::Case, "identified"))?;
    tx.commit().await.map_err(db_failure)?;
    shown(&tenant, &actor, found, params)
}

fn shown(
    tenant: &Tenant,
    actor: &Actor,
    record: Record,
    params: &Params,
) -> Result<Json<One<Value>>, ApiError> {
    let opened = Opened::<ReadRecord>::by(actor, record).map_err(refusal)?;
    let writer = Writer::new(tenant, actor, Selection::of(params));
    let data = writer.record(opened.record());
    Ok(Json(One { data }))
}

/// A new record. A client that made the id itself, offline, gets no body.
pub(in crate::http) async fn create(
    call: CallContext,
    params: &Params,
    kind: RecordType,
) -> Result<Response, ApiError> {
    let (actor, tenant) = (call.actor.clone(), call.tenant.clone());
    let created = creation::create(call, kind, params.filled_object("data")?).await?;
    if created.has_client_id {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let writer = Writer::new(&tenant, &actor, Selection::Everything);
    let changed: Vec<String> = created.record.data().keys().cloned().collect();
    let data = writer.changes(&created.record, &changed);
    Ok(Json(One { data }).into_response())
}

/// Changes the keys that are sent, as an update or as the action that `record_action` names. The
/// record is looked up before the right to change it is asked for.
pub(in crate::http) async fn update(
    call: CallContext,
    (kind, id): (RecordType, &str),
    params: &Params,
) -> Result<Json<One<Value>>, ApiError> {
    let (actor, tenant) = (call.actor.clone(), call.tenant.clone());
    let named = params.text("record_action").filter(|name| !name.is_empty());
    let changed = change::change(call, (kind, id), named, params.object("data")).await?;
    let writer = Writer::new(&tenant, &actor, Selection::Everything);
    let data = match named.and_then(RecordAction::named) {
        Some(action) => writer.changes_of_action(&changed.record, &changed.fields, action),
        None => writer.changes(&changed.record, &changed.fields),
    };
    Ok(Json(One { data }))
}

/// Disables a record; nothing is ever removed.
pub(in crate::http) async fn destroy(
    call: CallContext,
    (kind, id): (RecordType, &str),
) -> Result<Json<One<Value>>, ApiError> {
    let action = Some(RecordAction::EnableDisableRecord.as_str());
    let data = Map::from_iter([("record_state".to_owned(), Value::Bool(false))]);
    let changed = change::change(call, (kind, id), action, Ok(&data)).await?;
    Ok(Json(One {
        data: json!({ "id": changed.record.id() }),
    }))
}
