//! `/api/v2/dashboards`: how many records there are of what somebody looks at first.
//!
//! [`catalogue`] says which indicators a dashboard has and which list each one counts; [`count`]
//! counts. An indicator is the filters of a list, so that opening it shows what was counted.

mod catalogue;
mod count;
mod indicator;
mod list;
mod shared;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new().route("/dashboards", get(list::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list::handler))]
pub(super) struct Described;
