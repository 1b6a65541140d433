//! `/api/v2/incidents`: what happened to people.

crate::http::records::routes::record_endpoints!(
    Incident,
    "/api/v2/incidents",
    "/api/v2/incidents/{id}",
    "incidents",
    IndexIncidents,
    CreateIncident,
);

pub(super) fn routes() -> axum::Router<crate::http::context::ServerState> {
    record_routes()
}
