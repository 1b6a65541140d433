//! On which level of places a user's reports are counted.

use primero_case_model::access::Actor;
use serde_json::{Map, Value, json};

use crate::tenant::Tenant;

/// The tenant's reporting location, with the level of the user's role. The object is always there:
/// clients read keys of it without asking.
pub(crate) fn reporting_location(tenant: &Tenant, actor: &Actor) -> Value {
    let empty = Map::new();
    let own = tenant
        .setting("reporting_location_config")
        .and_then(Value::as_object);
    let mut config = own.unwrap_or(&empty).clone();
    let level = tenant
        .role(actor.role.as_str())
        .and_then(|role| role.value.reporting_location_level);
    if let Some(level) = level {
        config.insert("admin_level".to_owned(), level.into());
    }
    config
        .entry("field_key")
        .or_insert_with(|| "owned_by_location".into());
    config.entry("admin_level").or_insert_with(|| 0.into());
    config.entry("admin_level_map").or_insert_with(|| json!({}));
    config
        .entry("hierarchy_filter")
        .or_insert_with(|| json!([]));
    let level = config
        .get("admin_level")
        .map(Value::to_string)
        .unwrap_or_default();
    let labels = config
        .get("admin_level_map")
        .and_then(|map| map.get(&level))
        .cloned();
    config.insert("label_keys".to_owned(), labels.unwrap_or_else(|| json!([])));
    Value::Object(config)
}
