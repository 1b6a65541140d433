//! A user group out of what a client sends, and what makes one invalid.

use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, FieldError};
use primero_kernel::UniqueId;
use primero_templates::configuration::UserGroup;
use serde_json::{Map, Value, json};

use crate::http::roles::words;
use crate::http::sent_text::SentText;
use crate::tenant::Tenant;

/// A new group. `code` makes the id of one that comes without an id different from others.
pub(super) fn new(data: &Map<String, Value>, code: &str, tenant: &Tenant) -> UserGroup {
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default();
    let sent = text("unique_id");
    let unique_id = if sent.trim().is_empty() {
        format!("usergroup-{}-{code}", words(text("name")))
    } else {
        sent.to_owned()
    };
    let group = UserGroup {
        unique_id,
        name: String::new(),
        description: String::new(),
        agency_unique_ids: Vec::new(),
        disabled: false,
    };
    changed(group, data, tenant)
}

/// A group with the keys of `data` laid over it. Its id never changes.
pub(super) fn changed(
    mut group: UserGroup,
    data: &Map<String, Value>,
    tenant: &Tenant,
) -> UserGroup {
    for (field, key) in [
        (&mut group.name, "name"),
        (&mut group.description, "description"),
    ] {
        SentText::of(data, key).over_text(field);
    }
    match data.get("disabled") {
        Some(Value::Bool(disabled)) => group.disabled = *disabled,
        Some(Value::Null) => group.disabled = false,
        _ => {}
    }
    if let Some(Value::Array(sent)) = data.get("agency_unique_ids") {
        let ids = sent.iter().filter_map(Value::as_str);
        let mut known: Vec<String> = Vec::new();
        for id in ids.filter(|id| tenant.agency(id).is_some()) {
            if !known.iter().any(|own| own == id) {
                known.push(id.to_owned());
            }
        }
        group.agency_unique_ids = known;
    }
    group
}

/// Everything that is wrong with a group. `own` is its number, when it is there already.
pub(super) fn mistakes(group: &UserGroup, own: Option<i64>, tenant: &Tenant) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, rule: &str| {
        let message = format!("errors.models.user_group.{rule}");
        mistakes.push(FieldError::new(field, message));
    };
    let groups = tenant.user_groups().iter();
    let mut others = groups.filter(|other| Some(other.id) != own);
    if group.name.trim().is_empty() {
        wrong("name", "name_present");
    } else if others.any(|other| other.value.name == group.name) {
        wrong("name", "unique_name");
    }
    if group.unique_id.parse::<UniqueId>().is_err() {
        wrong("unique_id", "unique_id_format");
    }
    mistakes
}

/// The group as it is stored.
pub(super) fn object(group: &UserGroup) -> Result<NewObject, ApiError> {
    Ok(NewObject {
        kind: ObjectKind::UserGroup,
        unique_id: group.unique_id.parse().map_err(ApiError::internal)?,
        document: json!(group),
    })
}
