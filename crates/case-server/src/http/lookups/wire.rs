//! A lookup as API v2 writes it.

use primero_forms::{FieldOption, Lookup};
use serde::Serialize;
use serde_json::Value;

use crate::http::localised::localised;
use crate::tenant::Stored;

/// A lookup with its number.
#[derive(Debug, Serialize)]
pub(super) struct WireLookup<'a> {
    id: i64,
    unique_id: &'a str,
    name: Value,
    locked: bool,
    values: Vec<WireOption<'a>>,
}

#[derive(Debug, Serialize)]
struct WireOption<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "is_enabled")]
    disabled: bool,
    display_text: Value,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_enabled(disabled: &bool) -> bool {
    !*disabled
}

/// The lookup with texts in every configured language.
pub(super) fn lookup<'a>(stored: &'a Stored<Lookup>, locales: &[String]) -> WireLookup<'a> {
    let option = |option: &'a FieldOption| WireOption {
        id: &option.id,
        disabled: option.disabled,
        display_text: localised(&option.display_text, locales),
        tags: &option.tags,
    };
    WireLookup {
        id: stored.id,
        unique_id: &stored.value.unique_id,
        name: localised(&stored.value.name, locales),
        locked: stored.value.locked,
        values: stored.value.values.iter().map(option).collect(),
    }
}
