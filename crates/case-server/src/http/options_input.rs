//! Options as clients send them, merged by id into those that are there.

use std::collections::BTreeSet;

use primero_forms::FieldOption;
use serde_json::{Map, Value};

use super::localised_input::{merge_text, slug};
use crate::tenant::Tenant;

/// The sent options in their order, each laid over the one of its id; then those that were not sent.
/// Options that the client takes away (`_delete`) are still there, and their ids in `taken_away`.
pub(crate) fn merge_options(
    mut before: Vec<FieldOption>,
    sent: &[Value],
    taken_away: &mut BTreeSet<String>,
    tenant: &Tenant,
) -> Vec<FieldOption> {
    let mut options: Vec<FieldOption> = Vec::with_capacity(before.len().max(sent.len()));
    for object in sent.iter().filter_map(Value::as_object) {
        let mut option = FieldOption::default();
        merge_text(&mut option.display_text, object.get("display_text"), tenant);
        let id = match object.get("id") {
            Some(Value::String(id)) if !id.trim().is_empty() => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => free_id(slug(&option.display_text, tenant, "_"), &before, &options),
        };
        if let Some(position) = before.iter().position(|own| own.id == id) {
            option = before.remove(position);
        } else if let Some(position) = options.iter().position(|own| own.id == id) {
            option = options.remove(position);
        } else if is_taken_away(object) {
            continue;
        }
        option.id = id;
        change_option(&mut option, object, tenant);
        if is_taken_away(object) {
            taken_away.insert(option.id.clone());
        }
        options.push(option);
    }
    options.append(&mut before);
    options
}

fn change_option(option: &mut FieldOption, sent: &Map<String, Value>, tenant: &Tenant) {
    merge_text(&mut option.display_text, sent.get("display_text"), tenant);
    match sent.get("disabled") {
        Some(Value::Bool(disabled)) => option.disabled = *disabled,
        Some(Value::Null) => option.disabled = false,
        _ => {}
    }
    if let Some(Value::Array(tags)) = sent.get("tags") {
        let tags = tags.iter().filter_map(Value::as_str);
        option.tags = tags.map(str::to_owned).collect();
    }
}

fn is_taken_away(sent: &Map<String, Value>) -> bool {
    sent.get("_delete") == Some(&Value::Bool(true))
}

/// `wanted`, with a number behind it when an option has that id already.
fn free_id(wanted: String, before: &[FieldOption], after: &[FieldOption]) -> String {
    let is_taken = |id: &str| before.iter().chain(after).any(|option| option.id == id);
    if !is_taken(&wanted) {
        return wanted;
    }
    let candidates = (2..).map(|number: u32| format!("{wanted}_{number}"));
    let mut free = candidates.skip_while(|id| is_taken(id));
    free.next().unwrap_or(wanted)
}

/// Takes options away; those that records hold stay, and are no longer offered.
pub(crate) fn settle_options(
    options: &mut Vec<FieldOption>,
    taken_away: &BTreeSet<String>,
    in_use: &BTreeSet<String>,
) {
    options.retain(|option| !taken_away.contains(&option.id) || in_use.contains(&option.id));
    for option in options {
        option.disabled |= taken_away.contains(&option.id);
    }
}

/// What can be the id of an option.
pub(crate) fn is_option_id(id: &str) -> bool {
    (1..=255).contains(&id.chars().count()) && !id.chars().any(char::is_control)
}
