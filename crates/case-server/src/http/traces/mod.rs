//! `/api/v2/traces`: children whom tracing requests look for.
//!
//! A trace is a row of its tracing request, and the row's id is the trace's.

mod list;
mod show;
mod update;
mod wire;

use axum::Router;
use axum::routing::get;
use primero_case_model::Record;
use primero_http_kit::ApiError;
use uuid::Uuid;

use crate::http::context::{CallContext, ServerState};
use crate::http::failure::db_failure;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/traces/{id}", get(show::handler).patch(update::handler))
        .route("/cases/{id}/traces", get(list::of_case))
        .route("/tracing_requests/{id}/traces", get(list::of_request))
}

/// The tracing request that a trace is a row of.
async fn request_of(call: &mut CallContext, id: &str) -> Result<(Record, Uuid), ApiError> {
    let missing = || super::not_found("Trace", id);
    let trace: Uuid = id.parse().map_err(|_| missing())?;
    let found = call.tx.records().request_of_trace(trace).await;
    let request = found.map_err(db_failure)?.ok_or_else(missing)?;
    Ok((request, trace))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::of_case, list::of_request, show::handler, update::handler))]
pub(super) struct Described;
