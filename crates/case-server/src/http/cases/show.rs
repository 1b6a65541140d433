//! `GET /api/v2/cases/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_model::RecordType;
use primero_case_model::access::Opened;
use primero_http_kit::{ApiError, One, Params};
use serde_json::Value;

use crate::http::context::{Authorized, CallContext};
use crate::http::failure::{db_failure, refusal};
use crate::http::openapi::Errors;
use crate::http::records::wire::{Selection, Writer};
use crate::http::records::{missing, record_id};
use crate::http::rights::{IndexCases, ReadRecord};

/// One case.
#[utoipa::path(
    get,
    path = "/api/v2/cases/{id}",
    operation_id = "cases.show",
    tag = "cases",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.show", skip_all, fields(case.id = %id))]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<IndexCases>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let CallContext {
        mut tx,
        actor,
        tenant,
        ..
    } = call;
    let missing = || missing(RecordType::Case, &id);
    let number = record_id(&id).ok_or_else(missing)?;
    let found = tx
        .records()
        .find(RecordType::Case, number)
        .await
        .map_err(db_failure)?;
    let opened = Opened::<ReadRecord>::by(&actor, found.ok_or_else(missing)?).map_err(refusal)?;
    tx.commit().await.map_err(db_failure)?;
    let writer = Writer::new(&tenant, &actor, Selection::of(&params));
    Ok(Json(One {
        data: writer.record(opened.record()),
    }))
}
