//! `POST /api/v2/locations/update_bulk`.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::locations::OfferedChange;
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::{LocationTree, Tenant};

/// Offers many places, or stops offering them.
#[utoipa::path(
    post,
    path = "/api/v2/locations/update_bulk",
    operation_id = "locations.update_bulk",
    tag = "locations",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.update_bulk", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let changes = changes(&params, &tenant)?;
    locked(&mut tx, &tenant).await?;
    let by = user.changes(now);
    let mut locations = tx.locations();
    locations.offer(&changes, by).await.map_err(db_failure)?;
    let codes: Vec<&str> = changes.iter().map(|change| change.code).collect();
    let lines = locations.with_ancestors(&codes).await;
    let lines = LocationTree::new(lines.map_err(db_failure)?, tenant.locales());
    tx.commit().await.map_err(db_failure)?;
    let places = codes.iter().filter_map(|code| lines.by_code(code));
    let places = places.map(|place| wire::with_hierarchy(&lines, place));
    let data: Vec<_> = places.collect();
    Ok(Json(One { data }).into_response())
}

/// The sent changes; every place must be there.
fn changes<'a>(params: &Params, tenant: &'a Tenant) -> Result<Vec<OfferedChange<'a>>, ApiError> {
    let Some(Value::Array(sent)) = params.get("data") else {
        let message = "param is missing or the value is empty or invalid: data";
        return Err(ApiError::Unprocessable(message.to_owned()));
    };
    let mut changes = Vec::with_capacity(sent.len());
    for change in sent {
        let id = match change.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(id) => id.to_string(),
            None => String::new(),
        };
        let place = super::find(tenant, &id)?;
        if let Some(Value::Bool(disabled)) = change.get("disabled") {
            changes.push(OfferedChange {
                code: &place.code,
                disabled: *disabled,
            });
        }
    }
    Ok(changes)
}
