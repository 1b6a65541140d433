//! `GET /api/v2/cases`.

use axum::Json;
use primero_case_db::search::Paging;
use primero_case_model::RecordType;
use primero_http_kit::{ApiError, List, Page, Params};
use serde_json::Value;

use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::records::search::ListRequest;
use crate::http::records::wire::Writer;
use crate::http::rights::IndexCases;

/// A page of the cases in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v2/cases",
    operation_id = "cases.list",
    tag = "cases",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.cases.list", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<IndexCases>,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    let CallContext {
        mut tx,
        actor,
        tenant,
        ..
    } = call;
    let request = ListRequest::of(&params, RecordType::Case, &tenant, &actor)?;
    let page = Page::of(&params, 20, Page::MOST);
    let paging = Paging::Number {
        page: page.page,
        size: page.per,
    };
    let found = tx
        .search()
        .records(&request.query, &paging)
        .await
        .map_err(db_failure)?;
    let total = tx
        .search()
        .count(&request.query)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let writer = Writer::new(&tenant, &actor, request.selection);
    let data = found
        .records
        .iter()
        .map(|record| writer.record(record))
        .collect();
    Ok(Json(List::new(data, total.rows, page)))
}
