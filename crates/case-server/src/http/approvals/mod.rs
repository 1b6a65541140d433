//! `/api/v2/:records/:id/approvals/:kind`: asking whether a plan is right, and the answer.

mod update;

use axum::Router;
use axum::routing::patch;
use primero_case_model::RecordType;

use crate::http::below_record;
use crate::http::context::ServerState;

/// The types that the contract has approvals of.
const APPROVED: [RecordType; 3] = [
    RecordType::Case,
    RecordType::Incident,
    RecordType::TracingRequest,
];

pub(super) fn routes() -> Router<ServerState> {
    let methods = patch(update::handler).put(update::handler);
    below_record::routes(&APPROVED, "/{id}/approvals/{part}", &methods)
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(update::handler))]
pub(super) struct Described;
