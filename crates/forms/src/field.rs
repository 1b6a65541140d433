//! Fields: one question of a form.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    form::yes,
    lookup::{FieldOption, is_false},
    option_source::OptionSource,
    text::LocalizedText,
};

/// What kind of answer a field takes. The ids are API v2's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    TextField,
    /// Several lines of text.
    Textarea,
    /// A whole number.
    NumericField,
    /// A date, or a moment when `date_include_time` is set.
    DateField,
    /// A legacy pair of dates; kept, never written.
    DateRange,
    /// One option, shown as buttons.
    RadioButton,
    /// One option, or several when `multi_select` is set.
    SelectBox,
    /// A single box, true or false.
    TickBox,
    /// Several counters.
    TallyField,
    /// Repeated rows of a nested section.
    Subform,
    /// Photographs, kept as attachments.
    PhotoUploadBox,
    /// Recordings, kept as attachments.
    AudioUploadBox,
    /// Documents, kept as attachments.
    DocumentUploadBox,
    /// A drawn signature, kept as an attachment.
    Signature,
    /// Computed from other answers.
    Calculated,
    /// A heading.
    Separator,
    /// A client's own template.
    Custom,
    /// A button that opens another section.
    LinkToForm,
    /// A link to a registry record.
    Registry,
}

impl FieldType {
    /// Whether an answer to such a field stands in the record's data.
    pub const fn stores_answer(self) -> bool {
        match self {
            Self::TextField
            | Self::Textarea
            | Self::NumericField
            | Self::DateField
            | Self::DateRange
            | Self::RadioButton
            | Self::SelectBox
            | Self::TickBox
            | Self::TallyField
            | Self::Subform
            | Self::Calculated => true,
            Self::PhotoUploadBox
            | Self::AudioUploadBox
            | Self::DocumentUploadBox
            | Self::Signature
            | Self::Separator
            | Self::Custom
            | Self::LinkToForm
            | Self::Registry => false,
        }
    }

    /// Whether the answers are files.
    pub const fn is_attachment(self) -> bool {
        matches!(
            self,
            Self::PhotoUploadBox | Self::AudioUploadBox | Self::DocumentUploadBox | Self::Signature
        )
    }
}

/// Which dates a date field takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateValidation {
    /// Any date.
    #[default]
    DefaultDateValidation,
    /// Today or earlier, by the tenant's time zone.
    NotFutureDate,
}

/// How much harm a disclosed answer can do. Referral views leave out `sensitive` by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Says nothing about one person.
    Operational,
    /// Says something about a person.
    Personal,
    /// Identifies a person.
    Identifying,
    /// Can endanger a person.
    Sensitive,
}

/// How much a field says when two records are compared for being the same person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldMatch {
    /// Relative weight of an agreement.
    pub weight: f64,
    /// Numbers this far apart (years, for dates) still agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<i64>,
}

/// One question of a form, in the vocabulary of API v2, with our extension keys at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub struct Field {
    /// The key of the answer in the record's data. The same name on two forms is the same datum.
    pub name: String,
    /// The kind of answer.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// The question.
    #[serde(default)]
    pub display_name: LocalizedText,
    /// A hint shown with the question.
    #[serde(default)]
    pub help_text: LocalizedText,
    /// How to ask.
    #[serde(default)]
    pub guiding_questions: LocalizedText,
    /// The text beside a tick box.
    #[serde(default)]
    pub tick_box_label: LocalizedText,
    /// Position in the form.
    #[serde(default)]
    pub order: i32,
    /// Shown at all.
    #[serde(default = "yes")]
    pub visible: bool,
    /// Shown by mobile clients.
    #[serde(default = "yes")]
    pub mobile_visible: bool,
    /// Not shown when a record is only viewed.
    #[serde(default)]
    pub hide_on_view_page: bool,
    /// Part of the preview card.
    #[serde(default)]
    pub show_on_minify_form: bool,
    /// An administrator may change the definition.
    #[serde(default = "yes")]
    pub editable: bool,
    /// Shown, never answered by a person.
    #[serde(default)]
    pub disabled: bool,
    /// An answer is needed.
    #[serde(default)]
    pub required: bool,
    /// Several options can be chosen.
    #[serde(default)]
    pub multi_select: bool,
    /// Where the options come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_strings_source: Option<OptionSource>,
    /// The field's own options, when it has no source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub option_strings_text: Vec<FieldOption>,
    /// By tag, the rule under which options with that tag are offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_strings_condition: Option<Map<String, Value>>,
    /// The counters of a tally field.
    #[serde(default, rename = "tally", skip_serializing_if = "Vec::is_empty")]
    pub tally: Vec<FieldOption>,
    /// The total of a tally field, or a number that is the total of a group, is computed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub autosum_total: bool,
    /// Numbers and tallies of a section with the same group are summed up by the number of the group
    /// that has `autosum_total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autosum_group: Option<String>,
    /// What a new record starts with; `TODAY` and `NOW` for dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_value: Option<Value>,
    /// Which dates are allowed.
    #[serde(default)]
    pub date_validation: DateValidation,
    /// A moment instead of a day.
    #[serde(default)]
    pub date_include_time: bool,
    /// Least allowed number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Greatest allowed number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The earliest allowed date: an operand over the answers beside the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Value>,
    /// The latest allowed date: an operand over the answers beside the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Value>,
    /// The text is a telephone number.
    #[serde(default, skip_serializing_if = "is_false")]
    pub phone_number: bool,
    /// The text is shown as stars when the record's name is hidden.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden_text_field: bool,
    /// The nested section whose rows this field holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subform_section_unique_id: Option<String>,
    /// How the rows are shown: `fields`, `subform_sort_by`, `group_by`, `display_conditions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subform_section_configuration: Option<Value>,
    /// The rule by which the question is shown, over the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_conditions_record: Option<Value>,
    /// The rule by which the question is shown, over one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_conditions_subform: Option<Value>,
    /// `{"expression": ...}` of a calculated field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculation: Option<Value>,
    /// The section that a link opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_to_form: Option<String>,
    /// Who signed, asked beside a signature.
    #[serde(default, skip_serializing_if = "LocalizedText::is_blank")]
    pub signature_provided_by_label: LocalizedText,
    /// Compared when families are traced.
    #[serde(default)]
    pub matchable: bool,

    /// Why the answer is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How much harm a disclosure can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<Sensitivity>,
    /// How long the answer is kept: the id of a retention rule of the template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    /// Asked by the quick register; only such fields are required when a record is created.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quick: bool,
    /// Weight in the search for duplicates.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matching: Option<FieldMatch>,
}
