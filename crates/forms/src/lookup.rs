//! Lookups: named, ordered lists of options.

use serde::{Deserialize, Serialize};

use crate::text::LocalizedText;

/// One option of a lookup or of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// The value that is stored. It never changes once it is in use.
    pub id: String,
    /// What a person reads.
    #[serde(default)]
    pub display_text: LocalizedText,
    /// No longer offered; stored answers keep it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// Marks that a field's `option_strings_condition` can filter by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// A list of options that fields share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The stable id, `lookup-...`.
    pub unique_id: String,
    /// What a person reads.
    #[serde(default)]
    pub name: LocalizedText,
    /// The software depends on the option ids: they cannot be removed.
    #[serde(default)]
    pub locked: bool,
    /// The options, in the order in which they are offered.
    #[serde(default)]
    pub values: Vec<FieldOption>,
}

impl Lookup {
    /// The option with this id, disabled or not.
    pub fn option(&self, id: &str) -> Option<&FieldOption> {
        self.values.iter().find(|option| option.id == id)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}
