//! The filters beside a client's lists.

use primero_case_model::access::Actor;
use primero_forms::{Field, FieldType, RecordType};
use serde_json::{Value, json};

use super::authorisation::ByRecordType;
use crate::tenant::Tenant;

/// The filters by record type, as the user's modules order them.
pub(super) fn by_record_type(tenant: &Tenant, actor: &Actor) -> ByRecordType {
    RecordType::ALL
        .into_iter()
        .map(|kind| (kind.plural(), of(kind, tenant, actor)))
        .collect()
}

fn of(kind: RecordType, tenant: &Tenant, actor: &Actor) -> Vec<Value> {
    let mut seen: Vec<&str> = Vec::new();
    let modules = tenant.modules().iter().map(|stored| &stored.value);
    for module in modules.filter(|own| actor.modules.contains(own.unique_id.as_str())) {
        let filters = module.module_options.list_filters.get(kind.plural());
        for filter in filters.into_iter().flatten() {
            if !seen.contains(&filter.as_str()) {
                seen.push(filter);
            }
        }
    }
    seen.into_iter()
        .map(|id| filter(id, kind, tenant, actor))
        .collect()
}

/// A filter over what the server itself keeps, or over a field of a form.
fn filter(id: &str, kind: RecordType, tenant: &Tenant, actor: &Actor) -> Value {
    let name = format!("{}.filter_by.{id}", kind.plural());
    let of = |field: &str, shape: &str| json!({"name": name, "unique_id": id, "field_name": field, "type": shape});
    let known = match id {
        "status" => Some(with_source(of("status", "checkbox"), &status_lookup(kind))),
        "flagged" | "flagged_cases" => {
            Some(with_options(of("flagged", "toggle"), tenant, &["true"]))
        }
        "my_cases" => Some(with_options(
            of("my_cases", "checkbox"),
            tenant,
            &["my_cases"],
        )),
        "workflow" => Some(of("workflow", "workflow")),
        "age_range" | "age_ranges" => Some(with_options(
            of("age", "multi_toggle"),
            tenant,
            &ages(tenant),
        )),
        "social_worker" => Some(of("owned_by", "multi_select")),
        "agency" => Some(of("owned_by_agency_id", "multi_select")),
        "user_group" => Some(of("owned_by_groups", "multi_select")),
        "record_state" | "enabled" => Some(with_options(
            of("record_state", "multi_toggle"),
            tenant,
            &["true", "false"],
        )),
        "no_activity" | "last_updated_at" => Some(of("last_updated_at", "dates")),
        "dates" | "cases_by_date" => Some(with_options(
            of("dates", "dates"),
            tenant,
            &["registration_date", "created_at"],
        )),
        "module_id" => Some(with_options(
            of("module_id", "checkbox"),
            tenant,
            &modules(actor),
        )),
        _ => None,
    };
    known.unwrap_or_else(|| match field(id, kind, tenant) {
        Some(field) => over_field(of(id, shape(field)), field),
        None => of(id, "checkbox"),
    })
}

fn field<'a>(name: &str, kind: RecordType, tenant: &'a Tenant) -> Option<&'a Field> {
    let forms = tenant.forms().iter().map(|stored| &stored.form.value);
    forms
        .filter(|form| form.parent_form == kind && !form.is_nested)
        .find_map(|form| form.field(name))
}

fn shape(field: &Field) -> &'static str {
    match field.field_type {
        FieldType::DateField | FieldType::DateRange => "dates",
        FieldType::TickBox => "toggle",
        FieldType::SelectBox | FieldType::RadioButton => "multi_select",
        FieldType::TextField
        | FieldType::Textarea
        | FieldType::NumericField
        | FieldType::TallyField
        | FieldType::Subform
        | FieldType::PhotoUploadBox
        | FieldType::AudioUploadBox
        | FieldType::DocumentUploadBox
        | FieldType::Signature
        | FieldType::Calculated
        | FieldType::Separator
        | FieldType::Custom
        | FieldType::LinkToForm
        | FieldType::Registry => "checkbox",
    }
}

fn over_field(mut filter: Value, field: &Field) -> Value {
    if let Some(source) = &field.option_strings_source {
        filter["option_strings_source"] = json!(
            source
                .lookup_id()
                .map_or_else(|| source.to_string(), str::to_owned)
        );
    } else if !field.option_strings_text.is_empty() {
        let options = field.option_strings_text.iter();
        filter["options"] = options
            .map(|option| json!({"id": option.id, "display_name": option.display_text}))
            .collect();
    }
    filter
}

fn status_lookup(kind: RecordType) -> String {
    format!("lookup-{}-status", kind.as_str().replace('_', "-"))
}

fn with_source(mut filter: Value, lookup: &str) -> Value {
    filter["option_strings_source"] = lookup.into();
    filter
}

/// Options whose texts the client knows by their ids.
fn with_options(mut filter: Value, tenant: &Tenant, ids: &[impl AsRef<str>]) -> Value {
    let options: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id.as_ref(), "display_name": id.as_ref()}))
        .collect();
    let by_locale = tenant
        .locales()
        .iter()
        .map(|locale| (locale.clone(), json!(options)));
    filter["options"] = Value::Object(by_locale.collect());
    filter
}

fn ages(tenant: &Tenant) -> Vec<String> {
    let primary = tenant
        .setting("primary_age_range")
        .and_then(Value::as_str)
        .unwrap_or("primero");
    let ranges = tenant
        .setting("age_ranges")
        .and_then(|ranges| ranges.get(primary));
    let ranges = ranges
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    ranges
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn modules(actor: &Actor) -> Vec<String> {
    actor.modules.iter().map(ToString::to_string).collect()
}
