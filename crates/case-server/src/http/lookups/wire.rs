//! A lookup as API v2 writes it.

use primero_forms::{FieldOption, Lookup};
use serde::Serialize;

use crate::http::localised::Localised;
use crate::tenant::Stored;

/// A lookup with its number.
#[derive(Debug, Serialize)]
pub(super) struct WireLookup<'a> {
    id: i64,
    unique_id: &'a str,
    name: Localised<'a>,
    locked: bool,
    values: Vec<WireOption<'a>>,
}

#[derive(Debug, Serialize)]
struct WireOption<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "is_enabled")]
    disabled: bool,
    display_text: Localised<'a>,
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
pub(super) fn lookup<'a>(stored: &'a Stored<Lookup>, locales: &'a [String]) -> WireLookup<'a> {
    lookup_of(stored.id, &stored.value, locales)
}

/// The same for one that has just been made.
pub(super) fn lookup_of<'a>(id: i64, lookup: &'a Lookup, locales: &'a [String]) -> WireLookup<'a> {
    let option = |option: &'a FieldOption| WireOption {
        id: &option.id,
        disabled: option.disabled,
        display_text: Localised {
            text: &option.display_text,
            locales,
        },
        tags: &option.tags,
    };
    WireLookup {
        id,
        unique_id: &lookup.unique_id,
        name: Localised {
            text: &lookup.name,
            locales,
        },
        locked: lookup.locked,
        values: lookup.values.iter().map(option).collect(),
    }
}
