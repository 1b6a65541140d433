//! `POST /api/v2/cases/:id/incidents`: links incidents that exist with a case.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::http::StatusCode;
use primero_case_model::{RecordId, RecordType};
use primero_http_kit::{ApiError, Params};
use serde_json::Value;

use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::records::incidents::{link, readable_case};
use crate::http::records::{missing, record_id};

/// Links all of them or none.
#[utoipa::path(
    post,
    path = "/api/v2/cases/{id}/incidents",
    operation_id = "cases.link_incidents",
    tag = "cases",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.link_incidents", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<StatusCode, ApiError> {
    let case = readable_case(&mut call, &id).await?;
    let incidents = incidents(&params)?;
    for incident in incidents {
        link(&mut call, incident, &case).await?;
    }
    call.tx.commit().await.map_err(db_failure)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The ids in one order, so that two requests for the same incidents never wait for each other.
fn incidents(params: &Params) -> Result<BTreeSet<RecordId>, ApiError> {
    let listed = params.object("data")?.get("incident_ids");
    let Some(Value::Array(listed)) = listed else {
        let refused = "param is missing or the value is empty or invalid: incident_ids";
        return Err(ApiError::Unprocessable(refused.to_owned()));
    };
    let ids = listed.iter().map(|id| {
        let id = id.as_str().unwrap_or_default();
        record_id(id).ok_or_else(|| missing(RecordType::Incident, id))
    });
    ids.collect()
}
