//! `/api/v2/families`: families that cases link to.

crate::http::records::routes::record_endpoints!(
    Family,
    "/api/v2/families",
    "/api/v2/families/{id}",
    "families",
    IndexFamilies,
    CreateFamily,
);

pub(super) fn routes() -> axum::Router<crate::http::context::ServerState> {
    record_routes()
}
