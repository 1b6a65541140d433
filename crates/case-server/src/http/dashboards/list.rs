//! `GET /api/v2/dashboards`.

use axum::Json;
use primero_case_model::access::Resource;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value, json};

use super::catalogue::{Dashboard, Viewer};
use super::count::count;
use crate::http::context::SignedIn;
use crate::http::openapi::Errors;

/// The dashboards that are named, or all, as far as the caller's role has them.
#[utoipa::path(
    get,
    path = "/api/v2/dashboards",
    operation_id = "dashboards.list",
    tag = "dashboards",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.dashboards.list", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    params: Params,
) -> Result<Json<One<Vec<Value>>>, ApiError> {
    let tenant = call.tenant.clone();
    let viewer = Viewer {
        tenant: &tenant,
        actor: &call.actor.clone(),
        now: call.now,
        today: call.today,
    };
    let mut data = Vec::new();
    for name in names(&params, &viewer) {
        let found = viewer.dashboard(&name);
        let is_granted =
            |own: &Dashboard| viewer.actor.grants.allow(Resource::Dashboard, own.right);
        let Some(dashboard) = found.filter(is_granted) else {
            continue;
        };
        let mut indicators = Map::new();
        for indicator in &dashboard.indicators {
            let counted = count(&mut call, indicator).await?;
            indicators.insert(indicator.name.clone(), counted);
        }
        data.push(json!({
            "name": format!("dashboard.{name}"),
            "type": "indicator",
            "indicators": indicators,
        }));
    }
    Ok(Json(One { data }))
}

/// The names that are asked for, each once; all of them when none is.
fn names(params: &Params, viewer: &Viewer<'_>) -> Vec<String> {
    let mut names: Vec<String> = params
        .list("names")
        .into_iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    if names.is_empty() {
        names = viewer.names();
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}
