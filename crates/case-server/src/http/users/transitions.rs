//! `GET /api/v2/users/assign-to`, `/refer-to` and `/transfer-to`: whom a record can be handed to.

use axum::Json;
use primero_case_db::search::{Direction, UserOrder, UserQuery};
use primero_case_db::users::User;
use primero_case_model::access::{Permission, Resource};
use primero_forms::RecordType;
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value, json};

use super::recipients::{Handed, Handover, may_receive};
use super::{list_query, wire};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// More users than a tenant has.
const MOST: u32 = 100_000;

/// Users without metadata.
#[derive(Debug, serde::Serialize)]
pub(super) struct Recipients {
    data: Vec<Map<String, Value>>,
}

/// Whom a record can be assigned to.
#[utoipa::path(
    get,
    path = "/api/v2/users/assign-to",
    operation_id = "users.assign_to",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.assign_to", skip_all)]
pub(super) async fn assign_to(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Json<Recipients>, ApiError> {
    recipients(call, &params, Handover::Assign).await
}

/// Whom a record can be referred to.
#[utoipa::path(
    get,
    path = "/api/v2/users/refer-to",
    operation_id = "users.refer_to",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.refer_to", skip_all)]
pub(super) async fn refer_to(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Json<Recipients>, ApiError> {
    recipients(call, &params, Handover::Refer).await
}

/// Whom a record can be transferred to.
#[utoipa::path(
    get,
    path = "/api/v2/users/transfer-to",
    operation_id = "users.transfer_to",
    tag = "users",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.transfer_to", skip_all)]
pub(super) async fn transfer_to(
    SignedIn(call): SignedIn,
    params: Params,
) -> Result<Json<Recipients>, ApiError> {
    recipients(call, &params, Handover::Transfer).await
}

async fn recipients(
    mut call: CallContext,
    params: &Params,
    handover: Handover,
) -> Result<Json<Recipients>, ApiError> {
    let record_type = record_type(params)?;
    let resource = Resource::from(record_type);
    let mut rights = handover.rights().iter();
    if !rights.any(|action| {
        call.may(Permission {
            resource,
            action: *action,
        })
    }) {
        return Err(ApiError::Forbidden);
    }
    let module = params.text("record_module_id").filter(|id| !id.is_empty());
    let handed = Handed {
        handover,
        record_type,
        module,
    };
    let query = query(params, &call);
    let order = (UserOrder::UserName, Direction::Ascending);
    let found = call.tx.search().users(&query, order, 1, MOST).await;
    let found = found.map_err(db_failure)?.users;
    let receivers = found
        .iter()
        .filter(|user| may_receive(handed, &call.actor, user, &call.tenant));
    let data = receivers.map(written).collect();
    Ok(Json(Recipients { data }))
}

/// Clients narrow the list by the service that is needed, its agency and its place.
fn query(params: &Params, call: &CallContext) -> UserQuery {
    let mut filters = Map::new();
    for (name, own) in [
        ("agency", "agency"),
        ("location", "location"),
        ("service", "services"),
    ] {
        if let Some(value) = params.get(name) {
            filters.insert(own.to_owned(), value.clone());
        }
    }
    UserQuery {
        disabled: Some(false),
        unverified: Some(false),
        ..list_query::query(&filters, &call.tenant)
    }
}

/// The type of the record; one that nobody knows is not found.
pub(super) fn record_type(params: &Params) -> Result<RecordType, ApiError> {
    let name = params.text("record_type").unwrap_or_default();
    let known = RecordType::ALL
        .into_iter()
        .find(|kind| name == kind.as_str() || name == kind.plural());
    known.ok_or_else(|| ApiError::NotFound(format!("there is no record type {name:?}")))
}

fn written(user: &User) -> Map<String, Value> {
    let own = &user.attributes;
    let of_profile = |key: &str| own.profile.get(key);
    let object = json!({
        "id": user.id,
        "user_name": own.user_name,
        "code": of_profile("code"),
        "position": of_profile("position"),
        "location": own.location,
        "agency": own.agency,
        "disabled": own.disabled,
        "services": of_profile("services").cloned().unwrap_or_else(|| json!([])),
    });
    match object {
        Value::Object(object) => wire::without_nulls(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
