//! The description of the API, collected from the endpoints.

use serde::Serialize;
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::ToSchema;
use utoipa::openapi::OpenApi;

use super::{
    agencies, alerts, app, approvals, audit_logs, cases, codes_of_conduct, contact_information,
    dashboards, families, flags, forms, health, identity_providers, incidents, locations, lookups,
    permissions, primero, primero_modules, record_access, record_history, registry_records, roles,
    system_settings, tokens, traces, tracing_requests, transitions, user_groups, users, webpush,
};

/// The body of every error but 401, whose body is `{"error": "..."}`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Errors {
    errors: Vec<ErrorObject>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorObject {
    /// The status of the answer.
    status: u16,
    /// The path of the request.
    resource: String,
    /// A field, a JSON pointer, or a list of those.
    detail: Option<Value>,
    /// A text, or a list of keys of texts.
    message: Value,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Primero core case service",
        description = "API v2 and our own calls beside it"
    ),
    components(schemas(Errors, ErrorObject))
)]
struct Whole;

/// The whole description.
pub(crate) fn document() -> OpenApi {
    let parts = vec![
        agencies::Described::openapi(),
        alerts::Described::openapi(),
        app::Described::openapi(),
        approvals::Described::openapi(),
        audit_logs::Described::openapi(),
        cases::Described::openapi(),
        codes_of_conduct::Described::openapi(),
        contact_information::Described::openapi(),
        dashboards::Described::openapi(),
        families::Described::openapi(),
        flags::Described::openapi(),
        forms::Described::openapi(),
        health::Described::openapi(),
        identity_providers::Described::openapi(),
        incidents::Described::openapi(),
        locations::Described::openapi(),
        lookups::Described::openapi(),
        permissions::Described::openapi(),
        primero::Described::openapi(),
        primero_modules::Described::openapi(),
        record_access::Described::openapi(),
        record_history::Described::openapi(),
        registry_records::Described::openapi(),
        roles::Described::openapi(),
        system_settings::Described::openapi(),
        tokens::Described::openapi(),
        traces::Described::openapi(),
        tracing_requests::Described::openapi(),
        transitions::Described::openapi(),
        user_groups::Described::openapi(),
        users::Described::openapi(),
        webpush::Described::openapi(),
    ];
    parts
        .into_iter()
        .fold(Whole::openapi(), OpenApi::merge_from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_description_is_the_endpoints_own() {
        let generated = document().to_pretty_json().unwrap();
        let committed = include_str!("../../openapi.json");
        assert_eq!(generated.trim(), committed.trim(), "run `cargo xtask gen`");
    }
}
