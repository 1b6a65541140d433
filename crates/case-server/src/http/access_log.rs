//! Who looked at what: one entry a request, durable before its answer leaves.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts as _, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::access_log::AccessEntry;
use primero_case_db::users::User;
use primero_case_model::{RecordId, RecordType};

use crate::http::context::ServerState;
use crate::http::failure::db_failure;

/// Learns who sends a request, once that is known. The layer puts it into the request, the
/// extractors fill it in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail(Arc<OnceLock<Who>>);

#[derive(Debug)]
struct Who {
    user_name: String,
    role: String,
    agency: Option<String>,
}

impl Trail {
    /// Remembers who it is, in a request that is to be logged.
    pub(crate) fn leave(parts: &Parts, user: &User) {
        if let Some(trail) = parts.extensions.get::<Self>() {
            trail.set(user);
        }
    }

    /// Remembers who it is.
    pub(crate) fn set(&self, user: &User) {
        let own = &user.attributes;
        // A request has one user; were it filled in twice, the first would stand.
        let _ = self.0.set(Who {
            user_name: own.user_name.to_string(),
            role: own.role.to_string(),
            agency: own.agency.as_ref().map(ToString::to_string),
        });
    }
}

/// Middleware for `axum::middleware::from_fn_with_state` around the routes of records and tokens.
/// An answer that shows records does not leave without its entry.
pub(crate) async fn record(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let trail = Trail::default();
    parts.extensions.insert(trail.clone());
    let mut entry = begun(&state, &mut parts).await;
    let is_read = parts.method == Method::GET;
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    entry.allowed = !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if let Some(who) = trail.0.get() {
        entry.user_name = Some(who.user_name.clone());
        entry.role_id = Some(who.role.clone());
        entry.agency_id.clone_from(&who.agency);
    }
    match state.access_log().record(entry).await {
        Ok(()) => response,
        // A write that is done stays done and is in the record's history; a read can be refused.
        Err(error) if is_read && status.is_success() => db_failure(error).into_response(),
        Err(error) => {
            tracing::error!(%error, "failed to write the access log");
            response
        }
    }
}

async fn begun(state: &ServerState, parts: &mut Parts) -> AccessEntry {
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_default();
    let params = RawPathParams::from_request_parts(parts, &()).await.ok();
    let id = params
        .as_ref()
        .and_then(|params| params.iter().find(|(name, _)| *name == "id"));
    let request_id = parts
        .headers
        .get("x-request-id")
        .and_then(|id| id.to_str().ok());
    AccessEntry {
        at: state.now(),
        user_name: None,
        role_id: None,
        agency_id: None,
        action: action(&parts.method, &route, id.is_some()).to_owned(),
        allowed: false,
        record_type: RecordType::ALL
            .into_iter()
            .find(|kind| is_of(*kind, &route)),
        record_id: id.and_then(|(_, id)| id.parse::<RecordId>().ok()),
        method: parts.method.to_string(),
        request_id: request_id.map(str::to_owned),
        client_address: None,
        details: None,
        route,
    }
}

fn is_of(kind: RecordType, route: &str) -> bool {
    route.split('/').any(|segment| segment == kind.plural())
}

/// The word that API v2 has for what a request does.
fn action(method: &Method, route: &str, has_id: bool) -> &'static str {
    let signs = route.ends_with("/tokens") || route.ends_with("-sessions");
    match (method, has_id) {
        (&Method::POST, _) if signs => "login",
        (&Method::DELETE, _) if signs => "logout",
        (&Method::POST, _) => "create",
        (&Method::DELETE, _) => "destroy",
        (&Method::PATCH | &Method::PUT, _) => "update",
        (_, true) => "show",
        (_, false) => "index",
    }
}
