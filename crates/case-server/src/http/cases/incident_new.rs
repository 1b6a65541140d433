//! `GET /api/v2/cases/:id/incidents/new`: an incident that is not stored yet, with what the case
//! knows already.

use axum::Json;
use axum::extract::Path;
use primero_case_model::access::{Action, Permission, Resource};
use primero_http_kit::{ApiError, One};
use serde_json::Value;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;
use crate::http::records::incidents::{prefilled, readable_case};

/// Any of these is enough.
const RIGHTS: [(Resource, Action); 4] = [
    (Resource::Incident, Action::Read),
    (Resource::Incident, Action::Create),
    (Resource::Case, Action::Read),
    (Resource::Case, Action::IncidentFromCase),
];

/// An incident to be filled in.
#[utoipa::path(
    get,
    path = "/api/v2/cases/{id}/incidents/new",
    operation_id = "cases.new_incident",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.new_incident", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<One<Value>>, ApiError> {
    let case = readable_case(&mut call, &id).await?;
    let may = |(resource, action)| call.may(Permission { resource, action });
    if !RIGHTS.into_iter().any(may) {
        return Err(ApiError::Forbidden);
    }
    let data = prefilled(&call.tenant, &call.actor, &case).into();
    Ok(Json(One { data }))
}
