//! Who looked at what and changed what: one entry a request, durable before its answer leaves.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts as _, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::access_log::AccessEntry;
use primero_case_db::users::User;
use primero_case_model::{RecordId, RecordType};
use serde_json::json;

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

/// Middleware for `axum::middleware::from_fn_with_state` around the routes of records, tokens, people
/// and configuration. An answer that shows records does not leave without its entry. What clients
/// read of the configuration is not worth one.
pub(crate) async fn record(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let trail = Trail::default();
    parts.extensions.insert(trail.clone());
    let Some(mut entry) = begun(&state, &mut parts).await else {
        return next.run(Request::from_parts(parts, body)).await;
    };
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

async fn begun(state: &ServerState, parts: &mut Parts) -> Option<AccessEntry> {
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_default();
    let record_type = RecordType::ALL
        .into_iter()
        .find(|kind| segments(&route).any(|segment| segment == kind.plural()));
    let resource = resource(&route);
    if parts.method == Method::GET && resource.is_some_and(|(_, reads)| reads == Reads::Unlogged) {
        return None;
    }
    let params = RawPathParams::from_request_parts(parts, &()).await.ok();
    let id = params
        .as_ref()
        .and_then(|params| params.iter().find(|(name, _)| *name == "id"))
        .map(|(_, id)| id);
    let details = resource.map(|(name, _)| match id.and_then(|id| id.parse::<i32>().ok()) {
        Some(id) => json!({"resource": name, "id": id}),
        None => json!({"resource": name}),
    });
    let request_id = parts
        .headers
        .get("x-request-id")
        .and_then(|id| id.to_str().ok());
    Some(AccessEntry {
        at: state.now(),
        user_name: None,
        role_id: None,
        agency_id: None,
        action: action(&parts.method, &route, id.is_some()).to_owned(),
        allowed: false,
        record_type,
        record_id: id.and_then(|id| id.parse::<RecordId>().ok()),
        method: parts.method.to_string(),
        request_id: request_id.map(str::to_owned),
        client_address: None,
        details,
        route,
    })
}

fn segments(route: &str) -> impl Iterator<Item = &str> {
    route.split('/').filter(|segment| !segment.is_empty())
}

/// Whether reading something is written down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Logged,
    Unlogged,
}

/// What a route is about, when it is no record.
fn resource(route: &str) -> Option<(&'static str, Reads)> {
    if route.ends_with("-sessions") {
        return Some(("user", Reads::Logged));
    }
    let noun = segments(route).nth(2)?;
    Some(match noun {
        "tokens" | "users" => ("user", Reads::Logged),
        "audit_logs" => ("audit_log", Reads::Logged),
        "roles" => ("role", Reads::Unlogged),
        "user_groups" => ("user_group", Reads::Unlogged),
        "agencies" => ("agency", Reads::Unlogged),
        "forms" => ("form_section", Reads::Unlogged),
        "lookups" => ("lookup", Reads::Unlogged),
        "locations" => ("location", Reads::Unlogged),
        "primero_modules" => ("primero_module", Reads::Unlogged),
        "contact_information" => ("contact_information", Reads::Unlogged),
        "codes_of_conduct" => ("code_of_conduct", Reads::Unlogged),
        _ => return None,
    })
}

/// The word that API v2 has for what a request does.
fn action(method: &Method, route: &str, has_id: bool) -> &'static str {
    if route.ends_with("/tokens") || route.ends_with("-sessions") {
        return match *method {
            Method::POST => "login",
            Method::DELETE => "logout",
            _ => "index",
        };
    }
    let below = route.split_once("{id}/").map(|(_, below)| below);
    if let Some(part) = below.and_then(|below| segments(below).next()) {
        return action_below(method, part);
    }
    match (method, has_id) {
        (&Method::POST, _) => "create",
        (&Method::DELETE, _) => "destroy",
        (&Method::PATCH | &Method::PUT, _) => "update",
        (_, true) => "show",
        (_, false) => "index",
    }
}

/// The same for what lies below a record. None of it is `show` or `update`: those are of the record
/// itself.
fn action_below(method: &Method, part: &str) -> &'static str {
    match (part, method) {
        ("flags", &Method::POST) => "flag",
        ("flags", &Method::PATCH | &Method::PUT) => "unflag",
        ("alerts", &Method::GET) => "show_alerts",
        ("alerts", &Method::DELETE) => "remove_alert",
        ("record_history", _) => "change_log",
        ("access_log", _) => "access_log",
        ("transitions", _) => "transitions",
        ("assigns", &Method::POST) => "assign",
        ("referrals", &Method::POST) => "refer",
        ("referrals", &Method::PATCH | &Method::PUT) => "refer_update",
        ("referrals", &Method::DELETE) => "refer_revoke",
        ("transfers", &Method::POST) => "transfer",
        ("transfers", &Method::PATCH | &Method::PUT) => "transfer_update",
        ("transfer_requests", &Method::POST) => "transfer_request",
        ("transfer_requests", &Method::PATCH | &Method::PUT) => "transfer_request_update",
        ("attachments", &Method::POST) => "attach",
        ("attachments", &Method::DELETE) => "detach",
        ("password-reset-request", _) => "password_reset_request",
        _ => "index",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_a_record_is_no_look_at_the_record() {
        let route = "/api/v2/cases/{id}/flags/{part}";
        assert_eq!(action(&Method::PATCH, route, true), "unflag");
        assert_eq!(action(&Method::GET, "/api/v2/cases/{id}", true), "show");
        assert_eq!(action(&Method::GET, "/api/v2/cases", false), "index");
        let tokens = "/api/app/v1/bootstrap-sessions";
        assert_eq!(action(&Method::POST, tokens, false), "login");
    }
}
