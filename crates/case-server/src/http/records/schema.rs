//! Whether a value has the JSON type that its field takes.
//!
//! Two steps, as the wire contract has them: a value of the wrong *kind* (a list where one value
//! belongs) is dropped silently, a value of the wrong *type* within its kind is an error.

use primero_case_model::event::timestamp_value;
use primero_forms::{Field, FieldType, FormSection};
use serde_json::{Map, Value};

use super::system_fields::is_uuid;
use crate::tenant::Tenant;

/// What becomes of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// It is taken, maybe without parts that are not known.
    Taken(Value),
    /// It vanishes.
    Dropped,
    /// It is refused; pointers below the field, `""` for the field itself.
    Refused(Vec<String>),
}

/// The verdict on a value of a field.
pub(super) fn judge(tenant: &Tenant, field: &Field, value: Value) -> Verdict {
    match field.field_type {
        FieldType::Subform => rows(tenant, field, value),
        FieldType::TallyField => tally(field, value),
        FieldType::SelectBox if field.multi_select => several(tenant, field, value),
        FieldType::TextField
        | FieldType::Textarea
        | FieldType::NumericField
        | FieldType::DateField
        | FieldType::RadioButton
        | FieldType::SelectBox
        | FieldType::TickBox
        | FieldType::Calculated => one(tenant, field, value),
        FieldType::DateRange
        | FieldType::PhotoUploadBox
        | FieldType::AudioUploadBox
        | FieldType::DocumentUploadBox
        | FieldType::Signature
        | FieldType::Separator
        | FieldType::Custom
        | FieldType::LinkToForm
        | FieldType::Registry => Verdict::Dropped,
    }
}

fn one(tenant: &Tenant, field: &Field, value: Value) -> Verdict {
    if value.is_array() || value.is_object() {
        return Verdict::Dropped;
    }
    let fits = match field.field_type {
        FieldType::NumericField => return number(value),
        FieldType::DateField => return date(field, value),
        FieldType::TickBox => value.is_boolean(),
        FieldType::SelectBox | FieldType::RadioButton => {
            value.is_null() || is_option(tenant, field, &value)
        }
        FieldType::Calculated => value
            .as_i64()
            .is_none_or(|number| i32::try_from(number).is_ok()),
        FieldType::TextField
        | FieldType::Textarea
        | FieldType::DateRange
        | FieldType::TallyField
        | FieldType::Subform
        | FieldType::PhotoUploadBox
        | FieldType::AudioUploadBox
        | FieldType::DocumentUploadBox
        | FieldType::Signature
        | FieldType::Separator
        | FieldType::Custom
        | FieldType::LinkToForm
        | FieldType::Registry => value.is_null() || value.is_string(),
    };
    verdict(fits, value)
}

/// A whole number within 32 bits; `5.0` is whole.
fn number(value: Value) -> Verdict {
    let whole = match &value {
        Value::Null => return Verdict::Taken(value),
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64()?;
            let text = format!("{float:.0}");
            (float.fract() == 0.0).then(|| text.parse().ok())?
        }),
        Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match whole.and_then(|whole| i32::try_from(whole).ok()) {
        Some(whole) => Verdict::Taken(whole.into()),
        None => refused(),
    }
}

fn several(tenant: &Tenant, field: &Field, value: Value) -> Verdict {
    match value {
        Value::Null => Verdict::Taken(Value::Null),
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            Verdict::Dropped
        }
        Value::Array(items) => {
            let wrong: Vec<String> = items
                .iter()
                .enumerate()
                .filter(|(_, item)| !is_option(tenant, field, item))
                .map(|(index, _)| format!("/{index}"))
                .collect();
            if wrong.is_empty() {
                Verdict::Taken(Value::Array(items))
            } else {
                Verdict::Refused(wrong)
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => Verdict::Dropped,
    }
}

fn tally(field: &Field, value: Value) -> Verdict {
    let Value::Object(mut counts) = value else {
        return if value.is_null() {
            Verdict::Taken(value)
        } else {
            Verdict::Dropped
        };
    };
    counts.retain(|key, _| key == "total" || field.tally.iter().any(|own| own.id == *key));
    let wrong: Vec<String> = counts
        .iter()
        .filter(|(_, count)| {
            !count.is_null()
                && count
                    .as_i64()
                    .is_none_or(|count| i32::try_from(count).is_err())
        })
        .map(|(key, _)| format!("/{key}"))
        .collect();
    if wrong.is_empty() {
        Verdict::Taken(Value::Object(counts))
    } else {
        Verdict::Refused(wrong)
    }
}

fn rows(tenant: &Tenant, field: &Field, value: Value) -> Verdict {
    let nested = field
        .subform_section_unique_id
        .as_deref()
        .and_then(|id| tenant.form(id));
    let Some(nested) = nested.map(|stored| &stored.form.value) else {
        return Verdict::Dropped;
    };
    let rows = match value {
        Value::Null => return Verdict::Taken(Value::Null),
        Value::Array(rows) => rows,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            return Verdict::Dropped;
        }
    };
    let mut taken = Vec::with_capacity(rows.len());
    let mut wrong = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let Value::Object(row) = row else { continue };
        let (row, problems) = self::row(tenant, nested, row);
        wrong.extend(
            problems
                .into_iter()
                .map(|pointer| format!("/{index}{pointer}")),
        );
        taken.push(Value::Object(row));
    }
    if wrong.is_empty() {
        Verdict::Taken(Value::Array(taken))
    } else {
        Verdict::Refused(wrong)
    }
}

fn row(
    tenant: &Tenant,
    nested: &FormSection,
    row: Map<String, Value>,
) -> (Map<String, Value>, Vec<String>) {
    let mut taken = Map::new();
    let mut wrong = Vec::new();
    for (key, value) in row {
        let verdict = match key.as_str() {
            "unique_id" => verdict(is_uuid(&value) || value.is_null(), value),
            "_destroy" => verdict(value.is_boolean() || value.is_null(), value),
            name => match nested.field(name) {
                Some(field) => judge(tenant, field, value),
                None => Verdict::Dropped,
            },
        };
        match verdict {
            // A null id is no id.
            Verdict::Taken(Value::Null) if key == "unique_id" => {}
            Verdict::Taken(value) => {
                taken.insert(key, value);
            }
            Verdict::Dropped => {}
            Verdict::Refused(below) => {
                wrong.extend(below.into_iter().map(|pointer| format!("/{key}{pointer}")));
            }
        }
    }
    (taken, wrong)
}

/// A day, or a moment where the field takes one. A moment with a zone is kept in UTC to the
/// millisecond, as every moment of a record; one without is the wall clock's and stays as it is.
fn date(field: &Field, value: Value) -> Verdict {
    let Value::String(text) = &value else {
        return verdict(value.is_null(), value);
    };
    if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
        return Verdict::Taken(value);
    }
    match text.parse() {
        Ok(moment) if field.date_include_time => Verdict::Taken(timestamp_value(moment)),
        _ => {
            let is_wall_clock = text.parse::<jiff::civil::DateTime>().is_ok();
            verdict(field.date_include_time && is_wall_clock, value)
        }
    }
}

/// Options are checked only where they are known: own ones, or those of a lookup.
fn is_option(tenant: &Tenant, field: &Field, value: &Value) -> bool {
    let own = &field.option_strings_text;
    let is_known = |id: &str| match &field.option_strings_source {
        Some(source) => match source.lookup_id().and_then(|id| tenant.lookup(id)) {
            Some(lookup) => lookup.value.option(id).is_some(),
            None => true,
        },
        None => own.is_empty() || own.iter().any(|option| option.id == id),
    };
    match value {
        Value::String(id) => is_known(id),
        Value::Bool(yes) => {
            field.field_type == FieldType::RadioButton && is_known(&yes.to_string())
        }
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

fn verdict(fits: bool, value: Value) -> Verdict {
    if fits {
        Verdict::Taken(value)
    } else {
        refused()
    }
}

fn refused() -> Verdict {
    Verdict::Refused(vec![String::new()])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken(with_time: bool, text: &str) -> Option<Value> {
        let field = json!({"name": "seen", "type": "date_field", "date_include_time": with_time});
        let field: Field = serde_json::from_value(field).unwrap();
        match date(&field, text.into()) {
            Verdict::Taken(value) => Some(value),
            Verdict::Dropped | Verdict::Refused(_) => None,
        }
    }

    #[test]
    fn moments_with_a_zone_are_kept_in_utc() {
        let utc = Some(json!("2026-11-20T07:00:00.000Z"));
        assert_eq!(taken(true, "2026-11-20T10:00:00+03:00"), utc);
        assert_eq!(taken(true, "2026-11-20T07:00:00.000Z"), utc);
        assert_eq!(
            taken(true, "2026-11-20T10:00"),
            Some(json!("2026-11-20T10:00"))
        );
        assert_eq!(taken(true, "2026-11-20"), Some(json!("2026-11-20")));
        assert_eq!(taken(true, "soon"), None);
        assert_eq!(taken(false, "2026-11-20T10:00:00Z"), None);
        assert_eq!(taken(false, "20261120"), None);
        assert_eq!(taken(false, "2026-11-20"), Some(json!("2026-11-20")));
    }
}
