//! Which keys of a section and of a field a client may set, and when.

use serde_json::{Map, Value};

/// How the value of a key is written. Values of another kind are dropped silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, a number or a flag.
    Scalar,
    /// A list.
    List,
    /// An object.
    Tree,
    /// Anything.
    Any,
}

/// The keys of a section that never change once it is there, beside its id and record type.
pub(super) const FORM_AT_CREATION: [(&str, Kind); 3] = [
    ("is_nested", Kind::Scalar),
    ("core_form", Kind::Scalar),
    ("editable", Kind::Scalar),
];

/// The keys of a section that its administrator sets, texts and fields aside.
pub(super) const FORM: [(&str, Kind); 18] = [
    ("module_ids", Kind::List),
    ("form_group_id", Kind::Scalar),
    ("form_group_keyed", Kind::Scalar),
    ("order", Kind::Scalar),
    ("order_form_group", Kind::Scalar),
    ("order_subform", Kind::Scalar),
    ("visible", Kind::Scalar),
    ("mobile_form", Kind::Scalar),
    ("is_first_tab", Kind::Scalar),
    ("is_summary_section", Kind::Scalar),
    ("initial_subforms", Kind::Scalar),
    ("subform_prevent_item_removal", Kind::Scalar),
    ("subform_append_only", Kind::Scalar),
    ("hide_subform_placeholder", Kind::Scalar),
    ("display_help_text_view", Kind::Scalar),
    ("header_message_link", Kind::Scalar),
    ("collapsed_field_names", Kind::List),
    ("display_conditions", Kind::Tree),
];

/// Those of them that restricted administration reaches.
pub(super) const RESTRICTED_FORM: [(&str, Kind); 6] = [
    ("form_group_id", Kind::Scalar),
    ("order", Kind::Scalar),
    ("order_form_group", Kind::Scalar),
    ("order_subform", Kind::Scalar),
    ("visible", Kind::Scalar),
    ("mobile_form", Kind::Scalar),
];

/// The keys of a field that never change once it is there, beside its name.
pub(super) const FIELD_AT_CREATION: [(&str, Kind); 4] = [
    ("type", Kind::Scalar),
    ("multi_select", Kind::Scalar),
    ("subform_section_unique_id", Kind::Scalar),
    ("editable", Kind::Scalar),
];

/// The keys of a field that its administrator sets, texts and own options aside.
pub(super) const FIELD: [(&str, Kind); 31] = [
    ("order", Kind::Scalar),
    ("visible", Kind::Scalar),
    ("mobile_visible", Kind::Scalar),
    ("hide_on_view_page", Kind::Scalar),
    ("show_on_minify_form", Kind::Scalar),
    ("disabled", Kind::Scalar),
    ("required", Kind::Scalar),
    ("option_strings_source", Kind::Scalar),
    ("option_strings_condition", Kind::Tree),
    ("autosum_total", Kind::Scalar),
    ("autosum_group", Kind::Scalar),
    ("selected_value", Kind::Any),
    ("date_validation", Kind::Scalar),
    ("date_include_time", Kind::Scalar),
    ("minimum", Kind::Scalar),
    ("maximum", Kind::Scalar),
    ("not_before", Kind::Any),
    ("not_after", Kind::Any),
    ("phone_number", Kind::Scalar),
    ("hidden_text_field", Kind::Scalar),
    ("subform_section_configuration", Kind::Tree),
    ("display_conditions_record", Kind::Tree),
    ("display_conditions_subform", Kind::Tree),
    ("calculation", Kind::Tree),
    ("link_to_form", Kind::Scalar),
    ("matchable", Kind::Scalar),
    ("purpose", Kind::Scalar),
    ("sensitivity", Kind::Scalar),
    ("retention", Kind::Scalar),
    ("quick", Kind::Scalar),
    ("match", Kind::Tree),
];

/// Those of them that restricted administration reaches.
pub(super) const RESTRICTED_FIELD: [(&str, Kind); 3] = [
    ("order", Kind::Scalar),
    ("visible", Kind::Scalar),
    ("mobile_visible", Kind::Scalar),
];

/// Lays the sent values of these keys over a document. `null` gives a key its usual value back.
pub(super) fn overlay(
    document: &mut Map<String, Value>,
    sent: &Map<String, Value>,
    keys: &[(&str, Kind)],
) {
    for (key, kind) in keys {
        let Some(value) = sent.get(*key) else {
            continue;
        };
        let is_of_kind = match value {
            Value::Null => {
                document.remove(*key);
                continue;
            }
            Value::Array(_) => matches!(kind, Kind::List | Kind::Any),
            Value::Object(_) => matches!(kind, Kind::Tree | Kind::Any),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                matches!(kind, Kind::Scalar | Kind::Any)
            }
        };
        if is_of_kind {
            document.insert((*key).to_owned(), value.clone());
        }
    }
}
