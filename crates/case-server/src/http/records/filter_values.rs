//! How the texts of a filter are read as values.

use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_db::search::Scalar;
use primero_forms::{Field, FieldType};

/// How the text of a filter's value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it stands: `007` stays a text.
    Text,
    /// As an option, which may be stored as a truth.
    Option,
    /// By its looks.
    Guess,
}

/// How the filter of a field is read.
pub(super) fn reading(key: &str, field: Option<&Field>) -> Reading {
    let Some(field) = field else {
        let is_text = matches!(
            key,
            "short_id"
                | "unique_identifier"
                | "case_id"
                | "case_id_display"
                | "incident_code"
                | "registry_id_display"
                | "family_id_display"
                | "owned_by"
                | "created_by"
                | "last_updated_by"
                | "assigned_user_names"
                | "identified_by"
        );
        return if is_text {
            Reading::Text
        } else {
            Reading::Guess
        };
    };
    match field.field_type {
        FieldType::TextField | FieldType::Textarea => Reading::Text,
        FieldType::SelectBox | FieldType::RadioButton => Reading::Option,
        FieldType::NumericField
        | FieldType::DateField
        | FieldType::DateRange
        | FieldType::TickBox
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
        | FieldType::Registry => Reading::Guess,
    }
}

/// The values that a text stands for.
pub(super) fn read(text: &str, reading: Reading) -> Vec<Scalar> {
    let plain = || Scalar::Text(text.to_owned());
    match reading {
        Reading::Text => vec![plain()],
        Reading::Option => match text {
            "true" | "false" => vec![plain(), Scalar::Boolean(text == "true")],
            _ => vec![plain()],
        },
        Reading::Guess => guess(text).into_iter().collect(),
    }
}

/// A value by its looks; none for an empty text.
pub(super) fn guess(text: &str) -> Option<Scalar> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(number) = text.parse()
    {
        return Some(Scalar::Integer(number));
    }
    Some(match text {
        "true" => Scalar::Boolean(true),
        "false" => Scalar::Boolean(false),
        _ => match (text.parse::<Timestamp>(), text.parse::<Date>()) {
            (Ok(at), _) => Scalar::Time(at),
            (_, Ok(day)) => Scalar::Date(day),
            _ => Scalar::Text(text.to_owned()),
        },
    })
}
