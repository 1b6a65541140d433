//! Form sections.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{field::Field, lookup::is_false, record_type::RecordType, text::LocalizedText};

/// A section of a record: a page of questions, or the rows of a subform when [`is_nested`] is set.
///
/// The names are API v2's. A configuration holds one flat list of sections; the field that shows a
/// nested section names it in [`Field::subform_section_unique_id`].
///
/// [`is_nested`]: FormSection::is_nested
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub struct FormSection {
    /// The stable id of the section.
    pub unique_id: String,
    /// The record type that the section belongs to.
    pub parent_form: RecordType,
    /// The title.
    #[serde(default)]
    pub name: LocalizedText,
    /// What the section is for.
    #[serde(default)]
    pub description: LocalizedText,
    /// A hint shown with the section.
    #[serde(default)]
    pub help_text: LocalizedText,
    /// The modules that use the section.
    #[serde(default)]
    pub module_ids: Vec<String>,
    /// The group in the navigation, a value of `lookup-form-group-...`.
    #[serde(default)]
    pub form_group_id: String,
    /// The group's label comes from a lookup.
    #[serde(default)]
    pub form_group_keyed: bool,
    /// Position within the group.
    #[serde(default)]
    pub order: i32,
    /// Position of the group.
    #[serde(default)]
    pub order_form_group: i32,
    /// Position among the nested sections of one parent.
    #[serde(default)]
    pub order_subform: i32,
    /// Shown at all.
    #[serde(default = "yes")]
    pub visible: bool,
    /// An administrator may change it.
    #[serde(default = "yes")]
    pub editable: bool,
    /// Cannot be deleted.
    #[serde(default)]
    pub core_form: bool,
    /// The rows of a subform.
    #[serde(default)]
    pub is_nested: bool,
    /// Opened first.
    #[serde(default)]
    pub is_first_tab: bool,
    /// Read-only overview.
    #[serde(default)]
    pub is_summary_section: bool,
    /// Offered to mobile clients.
    #[serde(default = "yes")]
    pub mobile_form: bool,
    /// Number of empty rows that a new record shows.
    #[serde(default)]
    pub initial_subforms: i32,
    /// Rows cannot be removed.
    #[serde(default)]
    pub subform_prevent_item_removal: bool,
    /// Rows can be added, never changed.
    #[serde(default)]
    pub subform_append_only: bool,
    /// No placeholder for an empty list of rows.
    #[serde(default)]
    pub hide_subform_placeholder: bool,
    /// Also show the help text when the record is only viewed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub display_help_text_view: bool,
    /// Link above the section.
    #[serde(default)]
    pub header_message_link: String,
    /// The fields whose answers title a collapsed row.
    #[serde(default)]
    pub collapsed_field_names: Vec<String>,
    /// The rule by which the whole section is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_conditions: Option<Value>,
    /// The questions, in order.
    #[serde(default)]
    pub fields: Vec<Field>,
}

impl FormSection {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

pub(crate) const fn yes() -> bool {
    true
}
