//! `/api/v2/:records/:id/record_history`: who changed what in a record.

mod list;
mod wire;

use axum::Router;
use axum::routing::get;
use primero_case_model::RecordType;

use crate::http::below_record;
use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    let methods = get(list::handler);
    below_record::routes(&RecordType::ALL, "/{id}/record_history", &methods)
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler))]
pub(super) struct Described;
