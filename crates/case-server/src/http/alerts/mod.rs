//! `/api/v2/alerts` and `/api/v2/:records/:id/alerts`: what wants attention.

mod count;
mod destroy;
mod list;
mod raised;

use axum::Router;
use axum::routing::{delete, get};
use primero_case_model::RecordType;

use crate::http::below_record;
use crate::http::context::ServerState;

pub(in crate::http) use raised::raised;

/// The count of records with alerts.
pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/alerts", get(count::handler))
}

/// The alerts of records.
pub(super) fn record_routes() -> Router<ServerState> {
    let removable = [RecordType::Case, RecordType::Incident];
    below_record::routes(&RecordType::ALL, "/{id}/alerts", &get(list::handler)).merge(
        below_record::routes(&removable, "/{id}/alerts/{part}", &delete(destroy::handler)),
    )
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(count::handler, list::handler, destroy::handler))]
pub(super) struct Described;
