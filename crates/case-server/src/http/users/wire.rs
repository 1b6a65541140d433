//! A user as API v2 writes him: no key is null.

use primero_case_db::users::User;
use primero_case_model::event::timestamp_value;
use primero_templates::configuration::{Limit, Role};
use serde_json::{Map, Value, json};

use crate::http::reporting_location::reporting_location;
use crate::http::user_groups::wire::user_group;
use crate::tenant::Tenant;

/// Attributes of a profile that never leave the service.
const PRIVATE: [&str; 1] = [SAMPLE];

/// The profile's mark of an invented user.
pub(crate) const SAMPLE: &str = "sample";

/// Whether a user still has to choose a password. Invented users sign in by link and need none.
pub(crate) fn must_set_password(user: &User) -> bool {
    let is_sample = user.attributes.profile.get(SAMPLE).and_then(Value::as_bool);
    user.password_hash.is_none() && is_sample != Some(true)
}

/// The user without what he may do.
pub(super) fn user(user: &User, tenant: &Tenant) -> Map<String, Value> {
    let own = &user.attributes;
    let mut object = own.profile.clone();
    object.retain(|key, _| !PRIVATE.contains(&key.as_str()));
    let agency = own
        .agency
        .as_ref()
        .and_then(|id| tenant.agency(id.as_str()));
    let role = tenant.role(own.role.as_str()).map(|role| &role.value);
    let groups = tenant.user_groups().iter();
    let is_own = |id: &str| own.groups.iter().any(|group| group.as_str() == id);
    let groups: Vec<_> = groups
        .filter(|group| is_own(&group.value.unique_id))
        .map(user_group)
        .collect();
    let location_config = tenant
        .actor(user)
        .map(|actor| reporting_location(tenant, &actor));
    let fields = json!({
        "id": user.id,
        "user_name": own.user_name,
        "full_name": own.full_name,
        "email": own.email,
        "agency_id": agency.map(|agency| agency.id),
        "location": own.location,
        "locale": own.locale,
        "disabled": own.disabled,
        "unverified": own.unverified,
        "created_at": timestamp_value(user.created_at),
        "updated_at": timestamp_value(user.updated_at),
        "module_unique_ids": role.map(|role| &role.module_unique_ids),
        "role_unique_id": own.role,
        "role_group_permission": role.map(|role| role.group_permission),
        "user_group_unique_ids": own.groups,
        "user_groups": groups,
        "managed_report_scope": role.and_then(managed_report_scope),
        "reporting_location_code": reporting_location_code(user, location_config.as_ref(), tenant),
        "reporting_location_config": location_config,
    });
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    object.entry("services").or_insert_with(|| json!([]));
    object.entry("send_mail").or_insert(true.into());
    object.entry("receive_webpush").or_insert(false.into());
    without_nulls(object)
}

/// Which records a role's insights are about.
fn managed_report_scope(role: &Role) -> Option<&str> {
    match role.permissions.objects.get("managed_report")? {
        Limit::Scope { scope } => Some(scope),
        Limit::Ids(_) => None,
    }
}

/// The place on the level of reports that holds the user's place.
fn reporting_location_code<'a>(
    user: &User,
    config: Option<&Value>,
    tenant: &'a Tenant,
) -> Option<&'a str> {
    let level = config?.get("admin_level")?.as_u64()?;
    let place = tenant
        .locations()
        .by_code(user.attributes.location.as_deref()?)?;
    let mut line = tenant.locations().line(place).into_iter();
    line.find(|place| u64::try_from(place.admin_level) == Ok(level))
        .map(|place| &*place.code)
}

/// The object without null keys, at every level.
pub(super) fn without_nulls(object: Map<String, Value>) -> Map<String, Value> {
    let kept = object.into_iter().filter(|(_, value)| !value.is_null());
    kept.map(|(key, value)| {
        let value = match value {
            Value::Object(inner) => Value::Object(without_nulls(inner)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => value,
        };
        (key, value)
    })
    .collect()
}
