//! `/api/v2/tracing_requests`: relatives' searches for children.

crate::http::records::routes::record_endpoints!(
    TracingRequest,
    "/api/v2/tracing_requests",
    "/api/v2/tracing_requests/{id}",
    "tracing_requests",
    IndexTracingRequests,
    CreateTracingRequest,
);

pub(super) fn routes() -> axum::Router<crate::http::context::ServerState> {
    record_routes()
}
