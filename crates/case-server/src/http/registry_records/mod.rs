//! `/api/v2/registry_records`: entries of registers that cases link to.

crate::http::records::routes::record_endpoints!(
    RegistryRecord,
    "/api/v2/registry_records",
    "/api/v2/registry_records/{id}",
    "registry_records",
    IndexRegistryRecords,
    CreateRegistryRecord,
);

pub(super) fn routes() -> axum::Router<crate::http::context::ServerState> {
    record_routes()
}
