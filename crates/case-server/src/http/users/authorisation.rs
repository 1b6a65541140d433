//! What a client has to know about the rights of its user (`extended=true`).

use std::collections::BTreeMap;

use primero_case_db::users::User;
use primero_case_model::access::{Actor, ObjectKind};
use primero_kernel::UniqueId;
use serde_json::{Map, Value, json};

use super::{list_filters, list_headers};
use crate::http::localised::localised;
use crate::tenant::Tenant;

/// The keys that the extended answer has beyond the plain one.
pub(super) fn authorisation(user: &User, actor: &Actor, tenant: &Tenant) -> Map<String, Value> {
    let own = &user.attributes;
    let role = tenant.role(own.role.as_str()).map(|role| &role.value);
    let agency = own
        .agency
        .as_ref()
        .and_then(|id| tenant.agency(id.as_str()));
    let fields = json!({
        "permissions": {"list": permissions(actor)},
        "permitted_form": actor.forms,
        "permitted_form_unique_ids": actor.forms.keys().collect::<Vec<_>>(),
        "permitted_role_unique_ids": permitted_roles(actor),
        "filters": list_filters::by_record_type(tenant, actor),
        "list_headers": list_headers::by_list(tenant, actor),
        "is_manager": role.is_some_and(|role| role.is_manager),
        "agency_unique_id": own.agency,
        "agency_name": agency.and_then(|agency| {
            agency.value.name.pick([tenant.locale_of(user).as_str()]).map(str::to_owned)
        }),
    });
    let Value::Object(mut fields) = fields else {
        return Map::new();
    };
    if let Some(agency) = agency {
        let name = localised(&agency.value.name, tenant.locales());
        fields.insert("agency_name_i18n".to_owned(), name);
    }
    fields
}

/// The role's rights by plural resource.
fn permissions(actor: &Actor) -> Vec<Value> {
    let rights = actor
        .grants
        .iter()
        .filter(|(_, actions)| !actions.is_empty());
    rights
        .map(|(resource, actions)| {
            let actions: Vec<_> = actions.iter().map(|action| action.as_str()).collect();
            json!({"resource": resource.plural(), "actions": actions})
        })
        .collect()
}

fn permitted_roles(actor: &Actor) -> Vec<&str> {
    let roles = actor.grants.objects(ObjectKind::Role);
    roles.into_iter().flatten().map(UniqueId::as_str).collect()
}

/// Things by plural record type, for every type, also those that nothing is known of.
pub(super) type ByRecordType = BTreeMap<&'static str, Vec<Value>>;
