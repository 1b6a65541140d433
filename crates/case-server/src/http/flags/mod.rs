//! `/api/v2/flags` and `/api/v2/:records/:id/flags`: what somebody wants to be looked at again.

mod bulk;
mod create;
mod list;
mod list_all;
mod request;
mod update;
mod wire;

use axum::Router;
use axum::routing::{get, patch, post};
use primero_case_model::RecordType;

use crate::http::below_record;
use crate::http::context::ServerState;

/// The types whose records are flagged together, and listed together.
const LISTED: [RecordType; 3] = [
    RecordType::Case,
    RecordType::Incident,
    RecordType::TracingRequest,
];

/// The list of all flags.
pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/flags", get(list_all::handler))
}

/// The flags of records.
pub(super) fn record_routes() -> Router<ServerState> {
    let all = RecordType::ALL;
    let of_record = get(list::handler).post(create::handler);
    below_record::routes(&all, "/{id}/flags", &of_record)
        .merge(below_record::routes(
            &all,
            "/{id}/flags/{part}",
            &patch(update::handler).put(update::handler),
        ))
        .merge(below_record::routes(
            &LISTED,
            "/flags",
            &post(bulk::handler),
        ))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list_all::handler,
    list::handler,
    create::handler,
    update::handler,
    bulk::handler
))]
pub(super) struct Described;
