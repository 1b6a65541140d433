//! `GET /api/v2/alerts`: open records of mine that want attention, by type.

use std::collections::BTreeMap;

use axum::Json;
use primero_case_model::RecordType;
use primero_case_model::access::{Action, Permission, list_scope};
use primero_http_kit::{ApiError, One};

use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// The record types that clients show counts of.
const COUNTED: [RecordType; 3] = [
    RecordType::Case,
    RecordType::Incident,
    RecordType::TracingRequest,
];

/// Counts within the caller's scope; 0 for types that he may not read.
#[utoipa::path(
    get,
    path = "/api/v2/alerts",
    operation_id = "alerts.count",
    tag = "alerts",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.alerts.count", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { mut tx, actor, .. }): SignedIn,
) -> Result<Json<One<BTreeMap<&'static str, u64>>>, ApiError> {
    let mut data = BTreeMap::new();
    for kind in COUNTED {
        let permission = Permission {
            resource: kind.into(),
            action: Action::Read,
        };
        let count = match list_scope(&actor, permission) {
            Some(scope) => tx
                .search()
                .count_with_alerts(kind, &scope)
                .await
                .map_err(db_failure)?,
            None => 0,
        };
        data.insert(kind.as_str(), count);
    }
    Ok(Json(One { data }))
}
