//! `GET /api/v2/cases/:id/incidents`: what happened to the person of a case.

use axum::Json;
use axum::extract::Path;
use primero_case_model::access::{Action, Permission, Resource};
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::records::incidents::readable_case;
use crate::http::records::wire::{Selection, Writer};

const READ_INCIDENTS: Permission = Permission {
    resource: Resource::Incident,
    action: Action::Read,
};

/// The incidents of a case. Who may read the case may read them, as far as his forms go.
#[utoipa::path(
    get,
    path = "/api/v2/cases/{id}/incidents",
    operation_id = "cases.incidents",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.incidents", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let case = readable_case(&mut call, &id).await?;
    if !call.may(READ_INCIDENTS) {
        return Err(ApiError::Forbidden);
    }
    let incidents = call.tx.records().incidents_of(case.id()).await;
    let incidents = incidents.map_err(db_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    let writer = Writer::new(&call.tenant, &call.actor, Selection::of(&params));
    let data = incidents.iter().map(|own| writer.record(own)).collect();
    Ok(Json(One { data }))
}
