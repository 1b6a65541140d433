//! A role out of what a client sends, and what makes one invalid. What is of the wrong kind, or
//! names what is not there, is dropped.

use std::collections::{BTreeMap, BTreeSet};

use primero_case_db::configuration::NewObject;
use primero_case_db::configuration::ObjectKind as Kind;
use primero_case_model::access::{Grants, Resource, RoleFacts};
use primero_http_kit::{ApiError, FieldError};
use primero_kernel::UniqueId;
use primero_templates::configuration::{
    FormPermission, GroupPermission, Limit, Permissions, Role, UserCategory,
};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use crate::http::sent_text::SentText;
use crate::tenant::{Tenant, scope};

/// The scopes that the insights of a role may have.
const REPORT_SCOPES: [&str; 4] = ["self", "group", "agency", "all"];
/// The deepest level of places.
const DEEPEST_LEVEL: i64 = 10;

/// A role after a change, valid or not.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) role: Role,
    grants: Grants,
}

impl Draft {
    /// A new role. `code` makes the id of one that comes without an id different from others.
    pub(super) fn new(
        data: &Map<String, Value>,
        code: &str,
        tenant: &Tenant,
    ) -> Result<Self, ApiError> {
        let name = SentText::of(data, "name").text().unwrap_or_default();
        let sent = SentText::of(data, "unique_id").text();
        let unique_id = sent.filter(|id| !id.trim().is_empty());
        let role = Role {
            unique_id: unique_id.unwrap_or_else(|| format!("role-{}-{code}", words(&name))),
            name,
            description: String::new(),
            group_permission: GroupPermission::Own,
            is_manager: false,
            referral: false,
            transfer: false,
            referral_authorization: false,
            disabled: false,
            reporting_location_level: None,
            user_category: None,
            module_unique_ids: Vec::new(),
            form_section_read_write: BTreeMap::new(),
            permissions: Permissions::default(),
        };
        Self::changed(role, data, tenant)
    }

    /// A role with the keys of `data` laid over it. `permissions` and `form_section_read_write`
    /// replace the whole set; its id never changes.
    pub(super) fn changed(
        mut role: Role,
        data: &Map<String, Value>,
        tenant: &Tenant,
    ) -> Result<Self, ApiError> {
        SentText::of(data, "name").over_text(&mut role.name);
        SentText::of(data, "description").over_text(&mut role.description);
        if let Some(Ok(own)) = data
            .get("group_permission")
            .map(GroupPermission::deserialize)
        {
            role.group_permission = own;
        }
        for (switch, key) in [
            (&mut role.is_manager, "is_manager"),
            (&mut role.referral, "referral"),
            (&mut role.transfer, "transfer"),
            (&mut role.referral_authorization, "referral_authorization"),
            (&mut role.disabled, "disabled"),
        ] {
            match data.get(key) {
                Some(Value::Bool(own)) => *switch = *own,
                Some(Value::Null) => *switch = false,
                _ => {}
            }
        }
        match data.get("user_category").map(UserCategory::deserialize) {
            Some(Ok(category)) => role.user_category = Some(category),
            Some(Err(_)) if data.get("user_category") == Some(&Value::Null) => {
                role.user_category = None;
            }
            Some(Err(_)) | None => {}
        }
        change_level(&mut role, data);
        change_modules(&mut role, data, tenant);
        change_forms(&mut role, data, tenant);
        if let Some(sent) = data.get("permissions") {
            role.permissions = permissions(sent);
        }
        let grants = grants(&role.permissions)?;
        Ok(Self { role, grants })
    }

    /// The role as decisions about people see it.
    pub(super) fn facts(&self) -> RoleFacts<'_> {
        RoleFacts {
            id: &self.role.unique_id,
            scope: scope(self.role.group_permission),
            grants: &self.grants,
        }
    }

    /// Everything that is wrong with the role. `own` is its number, when it is there already.
    pub(super) fn mistakes(&self, own: Option<i64>, tenant: &Tenant) -> Vec<FieldError> {
        let role = &self.role;
        let mut mistakes = Vec::new();
        let mut wrong = |field: &str, rule: &str| {
            mistakes.push(FieldError::new(field, format!("errors.models.role.{rule}")));
        };
        if self.grants.is_empty() {
            wrong("permissions", "permission_presence");
        }
        let has_name = |other: &Role| other.name == role.name;
        let mut others = tenant.roles().iter().filter(|other| Some(other.id) != own);
        if role.name.trim().is_empty() {
            wrong("name", "name_present");
        } else if others.any(|other| has_name(&other.value)) {
            wrong("name", "unique_name");
        }
        let level = role.reporting_location_level.map(i64::from);
        if level.is_some_and(|level| !is_level(level, tenant)) {
            wrong("reporting_location_level", "reporting_location_level");
        }
        if role.unique_id.parse::<UniqueId>().is_err() {
            wrong("unique_id", "unique_id_format");
        }
        mistakes
    }

    /// The role as it is stored.
    pub(super) fn object(&self) -> Result<NewObject, ApiError> {
        Ok(NewObject {
            kind: Kind::Role,
            unique_id: self.role.unique_id.parse().map_err(ApiError::internal)?,
            document: json!(self.role),
        })
    }
}

fn change_level(role: &mut Role, data: &Map<String, Value>) {
    match data.get("reporting_location_level") {
        Some(Value::Null) => role.reporting_location_level = None,
        Some(Value::Number(level)) => {
            let level = level.as_i64().and_then(|level| i32::try_from(level).ok());
            role.reporting_location_level = level.or(role.reporting_location_level);
        }
        _ => {}
    }
}

fn change_modules(role: &mut Role, data: &Map<String, Value>, tenant: &Tenant) {
    let Some(Value::Array(sent)) = data.get("module_unique_ids") else {
        return;
    };
    let known = |id: &&str| {
        tenant
            .modules()
            .iter()
            .any(|own| own.value.unique_id == **id)
    };
    let ids = sent.iter().filter_map(Value::as_str).filter(known);
    let mut modules: Vec<String> = Vec::new();
    for id in ids {
        if !modules.iter().any(|own| own == id) {
            modules.push(id.to_owned());
        }
    }
    role.module_unique_ids = modules;
}

/// A role holds forms of its modules only.
fn change_forms(role: &mut Role, data: &Map<String, Value>, tenant: &Tenant) {
    if let Some(Value::Object(sent)) = data.get("form_section_read_write") {
        let forms = sent.iter().filter_map(|(form, permission)| {
            let permission = FormPermission::deserialize(permission).ok()?;
            Some((form.clone(), permission))
        });
        role.form_section_read_write = forms.collect();
    }
    let modules: BTreeSet<&String> = role.module_unique_ids.iter().collect();
    role.form_section_read_write.retain(|id, _| {
        let form = tenant.form(id).map(|stored| &stored.form.value);
        form.is_some_and(|form| {
            form.is_nested || form.module_ids.iter().any(|id| modules.contains(id))
        })
    });
}

/// Known actions of known resources, each once, in the order in which they were sent.
fn permissions(sent: &Value) -> Permissions {
    let mut permissions = Permissions::default();
    let Value::Object(sent) = sent else {
        return permissions;
    };
    for (name, actions) in sent {
        if name == "objects" {
            permissions.objects = objects(actions);
            continue;
        }
        let (Ok(resource), Value::Array(actions)) = (name.parse::<Resource>(), actions) else {
            continue;
        };
        let mut known: Vec<String> = Vec::new();
        for action in actions.iter().filter_map(Value::as_str) {
            let exists = resource.actions().iter().any(|own| own.as_str() == action);
            if exists && !known.iter().any(|own| own == action) {
                known.push(action.to_owned());
            }
        }
        if !known.is_empty() {
            permissions.actions.insert(name.clone(), known);
        }
    }
    permissions
}

fn objects(sent: &Value) -> BTreeMap<String, Limit> {
    let mut objects = BTreeMap::new();
    for kind in ["role", "agency"] {
        if let Some(Value::Array(ids)) = sent.get(kind) {
            let ids = ids.iter().filter_map(Value::as_str);
            let ids = ids.filter(|id| id.parse::<UniqueId>().is_ok());
            let limit = Limit::Ids(ids.map(str::to_owned).collect());
            objects.insert(kind.to_owned(), limit);
        }
    }
    let scope = sent.get("managed_report").and_then(|own| own.get("scope"));
    let scope = scope
        .and_then(Value::as_str)
        .filter(|own| REPORT_SCOPES.contains(own));
    if let Some(scope) = scope {
        let scope = scope.to_owned();
        objects.insert("managed_report".to_owned(), Limit::Scope { scope });
    }
    objects
}

fn grants(permissions: &Permissions) -> Result<Grants, ApiError> {
    let written = json!(permissions);
    let none = Map::new();
    Grants::parse(written.as_object().unwrap_or(&none)).map_err(ApiError::internal)
}

/// Levels that reports may be counted on: those that the tenant names, or any where it names none.
fn is_level(level: i64, tenant: &Tenant) -> bool {
    let config = tenant.setting("reporting_location_config");
    let named = config
        .and_then(|config| config.get("admin_level_map"))
        .and_then(Value::as_object)
        .filter(|levels| !levels.is_empty());
    match named {
        Some(levels) => levels.contains_key(&level.to_string()),
        None => (0..=DEEPEST_LEVEL).contains(&level),
    }
}

/// A name as words of an id.
pub(in crate::http) fn words(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("-")
}
