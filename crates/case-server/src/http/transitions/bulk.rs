//! `POST /api/v2/:records/{assigns,referrals,transfers}`: the same transition of several records.

use axum::Json;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Value, json};

use super::draft::{Draft, ids};
use super::{create, one_kind, perform, wire};
use crate::http::below_record::{RecordPath, selected};
use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// Refers or transfers the records that are named, all of them or none.
#[utoipa::path(
    post,
    path = "/api/v2/{records}/{transitions}",
    operation_id = "transitions.create_many",
    tag = "transitions",
    params(("records" = String, Path), ("transitions" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.bulk", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let kind = one_kind(&path)?;
    let data = params.object("data")?;
    let mut made = Vec::new();
    for id in ids(data)? {
        let record = create::open(&mut call, &path.of(&id), kind, Some(data)).await?;
        let draft = Draft::read(data);
        let (stored, transition) = perform::perform(&mut call, record, kind, draft).await?;
        made.push(wire::written(&call, &stored, &transition));
    }
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: made }))
}

/// Assigns the records that filters select, all of them or none.
#[utoipa::path(
    post,
    path = "/api/v2/{records}/assigns",
    operation_id = "transitions.assign_many",
    tag = "transitions",
    params(("records" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.transitions.assign_many", skip_all)]
pub(super) async fn by_filters(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let kind = one_kind(&path)?;
    create::require(&call, &path, kind, false)?;
    let data = params.object("data")?;
    for id in selected(&mut call, path.record_type, data).await? {
        let record = create::open(&mut call, &path.of(&id.to_string()), kind, None).await?;
        perform::perform(&mut call, record, kind, Draft::read(data)).await?;
    }
    call.tx.commit().await.map_err(db_failure)?;
    let data = json!({
        "transitioned_to": data.get("transitioned_to"),
        "filters": data.get("filters"),
    });
    Ok(Json(One { data }))
}
