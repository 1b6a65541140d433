//! An entry of the audit log as API v2 writes it.

use primero_case_db::search::AuditEntry;
use primero_case_model::event::timestamp_value;
use serde_json::{Value, json};

/// An entry. Its address carries no query: search terms are not kept.
pub(super) fn entry(entry: &AuditEntry, url: &str) -> Value {
    let resource = entry.resource.as_deref();
    let path = match &entry.subject_id {
        Some(id) => entry.route.replacen("{id}", id, 1),
        None => entry.route.clone(),
    };
    let shown = entry.display_id.as_ref().or(entry.subject_id.as_ref());
    let known_as = shown.filter(|_| resource.is_some());
    json!({
        "id": entry.entry_id,
        "display_id": shown,
        "record_type": resource.map(class),
        "user_name": entry.user_name,
        "action": entry.action,
        "resource_url": format!("{url}{path}"),
        "timestamp": timestamp_value(entry.at()),
        "log_message": {
            "prefix": {"key": format!("logger.{}", entry.action), "approval_type": null},
            "identifier": known_as.map(|id| format!("{} '{id}'", title(resource.unwrap_or_default()))),
            "suffix": {"key": "logger.by_user", "user": entry.user_name},
        },
        "metadata": {
            "user_name": entry.user_name,
            "remote_ip": entry.client_address,
            "agency_id": entry.agency_id,
            "role_id": entry.role_id,
            "http_method": entry.method,
        },
        "record_id": entry.subject_id,
        "display_name": null,
    })
}

/// The contract calls a case by its old name here.
fn class(resource: &str) -> &str {
    if resource == "case" {
        "child"
    } else {
        resource
    }
}

/// `tracing_request` as people read it: `Tracing request`.
fn title(resource: &str) -> String {
    let words = resource.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}
