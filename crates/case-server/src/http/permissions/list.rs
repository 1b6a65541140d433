//! `GET /api/v2/permissions`.

use axum::Json;
use primero_case_model::access::{Action, Resource};
use primero_http_kit::One;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::http::context::SignedIn;
use crate::http::openapi::Errors;

/// What the wire contract lists as ways to limit a role.
const MANAGEMENT: [&str; 6] = ["self", "group", "all", "admin_only", "agency", "webhook"];

#[derive(Debug, Serialize)]
pub(super) struct Permissions {
    management: [&'static str; 6],
    resource_actions: BTreeMap<&'static str, Vec<&'static str>>,
}

/// Every action by resource.
#[utoipa::path(
    get,
    path = "/api/v2/permissions",
    operation_id = "permissions.list",
    tag = "permissions",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.permissions.list", skip_all)]
pub(super) async fn handler(_: SignedIn) -> Json<One<Permissions>> {
    let actions = |resource: &Resource| -> Vec<&'static str> {
        resource
            .actions()
            .iter()
            .map(|action: &Action| action.as_str())
            .collect()
    };
    let resource_actions = Resource::ALL
        .iter()
        .map(|resource| (resource.as_str(), actions(resource)))
        .collect();
    Json(One {
        data: Permissions {
            management: MANAGEMENT,
            resource_actions,
        },
    })
}
