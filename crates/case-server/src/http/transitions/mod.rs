//! `/api/v2/:records/:id/{transitions,assigns,referrals,transfers,transfer_requests}`: how a record
//! comes to somebody else.
//!
//! [`create`] and [`bulk`] make transitions, through [`draft`] (what the client says), [`receiver`]
//! (who may receive) and [`perform`] (what happens to the record); [`answer`] and [`revoke`] end
//! them; [`list`] shows them, as [`wire`] writes them.

mod answer;
mod bulk;
mod create;
mod draft;
mod ending;
mod incidents;
mod list;
mod perform;
mod receiver;
mod revoke;
mod wire;

use axum::Router;
use axum::routing::{delete, get, patch, post};
use primero_case_model::RecordType;
use primero_case_model::transition::TransitionKind;
use primero_http_kit::ApiError;

use crate::http::below_record::{self, RecordPath};
use crate::http::context::ServerState;

const CASES: [RecordType; 1] = [RecordType::Case];
/// The types whose owner can be changed.
const ASSIGNED: [RecordType; 3] = [RecordType::Case, RecordType::Incident, RecordType::Family];
const WITH_TRANSITIONS: [RecordType; 2] = [RecordType::Case, RecordType::Incident];

pub(super) fn routes() -> Router<ServerState> {
    let of_record = get(list::handler).post(create::handler);
    let answered = patch(answer::handler).put(answer::handler);
    let revoked = delete(revoke::handler);
    let many = post(bulk::handler);
    below_record::routes(&WITH_TRANSITIONS, "/{id}/transitions", &get(list::handler))
        .merge(below_record::routes(&ASSIGNED, "/{id}/assigns", &of_record))
        .merge(below_record::routes(
            &ASSIGNED,
            "/assigns",
            &post(bulk::by_filters),
        ))
        .merge(below_record::routes(&CASES, "/{id}/referrals", &of_record))
        .merge(below_record::routes(&CASES, "/referrals", &many))
        .merge(below_record::routes(
            &CASES,
            "/{id}/referrals/{part}",
            &answered.clone().merge(revoked),
        ))
        .merge(below_record::routes(&CASES, "/{id}/transfers", &of_record))
        .merge(below_record::routes(&CASES, "/transfers", &many))
        .merge(below_record::routes(
            &CASES,
            "/{id}/transfers/{part}",
            &answered,
        ))
        .merge(below_record::routes(
            &CASES,
            "/{id}/transfer_requests",
            &of_record,
        ))
        .merge(below_record::routes(
            &CASES,
            "/{id}/transfer_requests/{part}",
            &answered,
        ))
}

/// The kind of transition that a path names; none for all of them.
fn kind_of(path: &RecordPath) -> Option<TransitionKind> {
    match path.noun.as_str() {
        "assigns" => Some(TransitionKind::Assign),
        "referrals" => Some(TransitionKind::Referral),
        "transfers" => Some(TransitionKind::Transfer),
        "transfer_requests" => Some(TransitionKind::TransferRequest),
        _ => None,
    }
}

/// The same, for paths that name one.
fn one_kind(path: &RecordPath) -> Result<TransitionKind, ApiError> {
    kind_of(path).ok_or_else(|| ApiError::internal("the path names no kind of transition"))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    create::handler,
    bulk::handler,
    bulk::by_filters,
    answer::handler,
    revoke::handler
))]
pub(super) struct Described;
