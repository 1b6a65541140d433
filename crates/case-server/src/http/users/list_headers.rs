//! The columns of a client's lists.

use std::collections::BTreeMap;

use primero_case_model::access::Actor;
use primero_forms::RecordType;
use serde_json::{Value, json};

use crate::tenant::Tenant;

/// Columns of the lists that no module configures.
const FIXED: [(&str, &[&str]); 8] = [
    ("reports", &[]),
    ("tasks", &["id", "priority", "type", "due_date", "status"]),
    ("bulk_exports", &["file_name", "record_type", "started_on"]),
    (
        "audit_logs",
        &[
            "timestamp",
            "user_name",
            "action",
            "description",
            "record_owner",
        ],
    ),
    ("agencies", &["name", "description"]),
    (
        "users",
        &["full_name", "user_name", "position", "agency", "enabled"],
    ),
    ("user_groups", &["name", "description"]),
    ("locations", &["code", "name", "type", "hierarchy"]),
];

/// The columns by list; those of records as the user's modules order them.
pub(super) fn by_list(tenant: &Tenant, actor: &Actor) -> BTreeMap<&'static str, Vec<Value>> {
    let fixed = FIXED.into_iter().map(|(list, columns)| {
        (
            list,
            columns
                .iter()
                .map(|column| header(column))
                .collect::<Vec<_>>(),
        )
    });
    let records = RecordType::ALL
        .into_iter()
        .map(|kind| (kind.plural(), of(kind, tenant, actor)));
    fixed.chain(records).collect()
}

/// The columns of all the user's modules, each once, in the order of the first that has it.
fn of(kind: RecordType, tenant: &Tenant, actor: &Actor) -> Vec<Value> {
    let mut seen: Vec<&str> = Vec::new();
    let modules = tenant.modules().iter().map(|stored| &stored.value);
    for module in modules.filter(|own| actor.modules.contains(own.unique_id.as_str())) {
        let columns = module.module_options.list_headers.get(kind.plural());
        for column in columns.into_iter().flatten() {
            if !seen.contains(&column.as_str()) {
                seen.push(column);
            }
        }
    }
    seen.into_iter().map(header).collect()
}

fn header(column: &str) -> Value {
    match column {
        // The contract calls the column of short ids by another name, and searches by it.
        "short_id" => json!({"name": "id", "field_name": "short_id", "id_search": true}),
        _ => json!({"name": column, "field_name": column}),
    }
}
