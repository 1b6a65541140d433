//! `/api/v2/cases`: people's cases.

mod create;
mod destroy;
mod identified;
mod incident_link;
mod incident_list;
mod incident_new;
mod list;
mod show;
mod update;

use axum::Router;
use axum::routing::get;

use crate::http::context::ServerState;

pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/cases", get(list::handler).post(create::handler))
        .route("/cases/identified", get(identified::handler))
        .route(
            "/cases/{id}",
            get(show::handler)
                .patch(update::handler)
                .put(update::handler)
                .delete(destroy::handler),
        )
        .route(
            "/cases/{id}/incidents",
            get(incident_list::handler).post(incident_link::handler),
        )
        .route("/cases/{id}/incidents/new", get(incident_new::handler))
}

/// The descriptions of these endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list::handler,
    create::handler,
    show::handler,
    identified::handler,
    incident_link::handler,
    incident_list::handler,
    incident_new::handler,
    update::handler,
    destroy::handler
))]
pub(super) struct Described;
