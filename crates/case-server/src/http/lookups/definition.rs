//! A lookup out of what a client sends: merging, and what makes one invalid.

use std::collections::BTreeSet;

use primero_forms::{FieldOption, LocalizedText, Lookup};
use primero_http_kit::FieldError;
use serde_json::{Map, Value};

use crate::http::localised_input::{is_readable, merge_text, slug};
use crate::http::options_input::{is_option_id, merge_options, settle_options};
use crate::tenant::Tenant;

/// The most options that a lookup may have.
const MOST_OPTIONS: usize = 20_000;

/// A lookup after a change, and the options that the client takes away. They are still in it: what
/// becomes of them depends on the records.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) lookup: Lookup,
    pub(super) taken_away: BTreeSet<String>,
}

impl Draft {
    /// A new lookup. `code` makes the id of one that comes without an id different from others.
    pub(super) fn new(data: &Map<String, Value>, code: &str, tenant: &Tenant) -> Self {
        let mut name = LocalizedText::default();
        merge_text(&mut name, data.get("name"), tenant);
        let sent = data.get("unique_id").and_then(Value::as_str);
        let unique_id = match sent.filter(|id| !id.trim().is_empty()) {
            Some(id) => id.to_owned(),
            None => format!("lookup-{}-{code}", slug(&name, tenant, "-")),
        };
        let lookup = Lookup {
            unique_id,
            name: LocalizedText::default(),
            locked: data.get("locked") == Some(&Value::Bool(true)),
            values: Vec::new(),
        };
        Self::changed(lookup, data, tenant)
    }

    /// A lookup with the keys of `data` laid over it. Its id never changes, nor whether it is locked.
    pub(super) fn changed(mut lookup: Lookup, data: &Map<String, Value>, tenant: &Tenant) -> Self {
        merge_text(&mut lookup.name, data.get("name"), tenant);
        let mut taken_away = BTreeSet::new();
        if let Some(Value::Array(sent)) = data.get("values") {
            let before = std::mem::take(&mut lookup.values);
            lookup.values = merge_options(before, sent, &mut taken_away, tenant);
        }
        Self { lookup, taken_away }
    }

    /// Everything that is wrong with the lookup.
    pub(super) fn mistakes(&self, tenant: &Tenant) -> Vec<FieldError> {
        let lookup = &self.lookup;
        let mut mistakes = Vec::new();
        let mut wrong = |field: &str, rule: &str| {
            mistakes.push(FieldError::new(
                field,
                format!("errors.models.lookup.{rule}"),
            ));
        };
        if !is_readable(&lookup.name, tenant) {
            wrong("name", "name_present");
        }
        if !is_id(&lookup.unique_id) {
            wrong("unique_id", "unique_id_format");
        }
        if lookup.values.len() > MOST_OPTIONS {
            wrong("values", "too_many_options");
        }
        if lookup.values.iter().any(|option| !is_option_id(&option.id)) {
            wrong("values", "option_id_format");
        }
        let is_named = |option: &FieldOption| is_readable(&option.display_text, tenant);
        if !lookup.values.iter().all(is_named) {
            wrong("values", "option_display_text_present");
        }
        if lookup.locked && !self.taken_away.is_empty() {
            wrong("values", "locked");
        }
        mistakes
    }

    /// Takes the options away; those in use stay and are no longer offered.
    pub(super) fn settle(self, in_use: &BTreeSet<String>) -> Lookup {
        let Self {
            mut lookup,
            taken_away,
        } = self;
        settle_options(&mut lookup.values, &taken_away, in_use);
        lookup
    }
}

/// `lookup-` and what survives every export.
fn is_id(id: &str) -> bool {
    let rest = id.strip_prefix("lookup-").unwrap_or_default();
    let fits = (1..=200).contains(&rest.len());
    fits && rest
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
