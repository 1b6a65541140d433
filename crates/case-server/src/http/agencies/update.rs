//! `PATCH` and `DELETE /api/v2/agencies/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_model::access::may_handle_agency;
use primero_http_kit::{ApiError, One, Params};
use primero_templates::configuration::Agency;
use serde_json::json;

use super::{draft, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::WriteAgency;
use crate::tenant::Stored;

/// Changes the keys that are sent.
#[utoipa::path(
    patch,
    path = "/api/v2/agencies/{id}",
    operation_id = "agencies.update",
    tag = "agencies",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.update", skip_all)]
pub(super) async fn update(
    Authorized { call, .. }: Authorized<WriteAgency>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let tenant = call.tenant.clone();
    let stored = managed(&call, &id)?.clone();
    let agency = draft::changed(stored.value.clone(), params.object("data")?, &tenant);
    let mistakes = draft::mistakes(&agency, &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    store(call, &agency, stored.version).await?;
    let data = wire::agency_of(stored.id, &agency, tenant.locales());
    Ok(Json(One { data }).into_response())
}

/// Disables an agency: users and records name it, so it is never removed.
#[utoipa::path(
    delete,
    path = "/api/v2/agencies/{id}",
    operation_id = "agencies.destroy",
    tag = "agencies",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.destroy", skip_all)]
pub(super) async fn destroy(
    Authorized { call, .. }: Authorized<WriteAgency>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = managed(&call, &id)?.clone();
    let agency = Agency {
        disabled: true,
        ..stored.value
    };
    store(call, &agency, stored.version).await?;
    let data = json!({"id": stored.id});
    Ok(Json(One { data }).into_response())
}

fn managed<'a>(call: &'a CallContext, id: &str) -> Result<&'a Stored<Agency>, ApiError> {
    let stored = super::find(&call.tenant, id)?;
    if may_handle_agency(&call.actor, &stored.value.unique_id) {
        Ok(stored)
    } else {
        Err(ApiError::Forbidden)
    }
}

async fn store(call: CallContext, agency: &Agency, version: i64) -> Result<(), ApiError> {
    let CallContext {
        mut tx, user, now, ..
    } = call;
    let by = user.changes(now);
    tx.configuration()
        .update(&draft::object(agency)?, version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)
}
