//! The filter grammar of record lists, from query parameters to conditions.

use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_db::search::{Filter, Scalar};
use primero_case_model::RecordId;
use primero_case_model::access::Actor;
use primero_forms::{Field, FieldType};
use primero_http_kit::nested_query::list;
use serde_json::{Map, Value};

use super::system_fields;
use crate::tenant::PermittedFields;

/// Parameters of a list that are no filters.
const NOT_FILTERS: [&str; 9] = [
    "fields",
    "id_search",
    "order",
    "order_by",
    "page",
    "per",
    "phone_number",
    "phonetic",
    "query",
];

/// Fields that are kept for lists without being on a form.
const INDEXED: [&str; 10] = [
    "current_alert_types",
    "flagged",
    "followup_dates",
    "has_photo",
    "identified_by",
    "not_edited_by_owner",
    "reunification_dates",
    "risk_level",
    "service_implemented_day_times",
    "tracing_dates",
];

/// Reads the filters of one caller's request.
pub(in crate::http) struct Filters<'a> {
    pub(in crate::http) actor: &'a Actor,
    pub(in crate::http) permitted: &'a PermittedFields<'a>,
}

/// How the text of a filter's value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As it stands: `007` stays a text.
    Text,
    /// As an option, which may be stored as a truth.
    Option,
    /// By its looks.
    Guess,
}

impl Filters<'_> {
    /// The condition that all the filters make together.
    pub(in crate::http) fn of(&self, params: &Map<String, Value>) -> Filter {
        let filters = params
            .iter()
            .filter(|(key, _)| !NOT_FILTERS.contains(&key.as_str()));
        Filter::All(
            filters
                .filter_map(|(key, value)| self.one(key, value))
                .collect(),
        )
    }

    fn one(&self, key: &str, value: &Value) -> Option<Filter> {
        match key {
            "or" => {
                let inner = value.as_object()?.iter();
                Some(Filter::Any(
                    inner
                        .filter_map(|(key, value)| self.one(key, value))
                        .collect(),
                ))
            }
            "not" => {
                let (key, value) = value.as_object()?.iter().next()?;
                Some(Filter::Not(Box::new(self.one(key, value)?)))
            }
            "id" => Some(Filter::Ids(ids(value))),
            "my_cases" => Some(Filter::is(
                "associated_user_names",
                self.actor.user_name.as_str(),
            )),
            _ => match key.strip_prefix("loc:") {
                Some(field) => self.within(field, value),
                None if self.is_known(key) => self.field(key, value),
                None => None,
            },
        }
    }

    /// A digit after the field's name says a level, which the codes of places say already.
    fn within(&self, key: &str, value: &Value) -> Option<Filter> {
        let field = [
            key,
            key.trim_end_matches(|digit: char| digit.is_ascii_digit()),
        ]
        .into_iter()
        .find(|field| self.is_known(field))?;
        let locations: Vec<String> = texts(value)
            .iter()
            .flat_map(|text| text.split(','))
            .map(str::to_owned)
            .collect();
        Some(Filter::Within {
            field: field.to_owned(),
            locations,
        })
    }

    fn field(&self, key: &str, value: &Value) -> Option<Filter> {
        let reading = reading(key, self.permitted.definition(key));
        if let Value::Object(ends) = value
            && (ends.contains_key("from") || ends.contains_key("to"))
        {
            let end = |name: &str| ends.get(name).and_then(Value::as_str).and_then(guess);
            return Some(between(key, end("from"), end("to")));
        }
        let mut values = Vec::new();
        let mut any = Vec::new();
        for text in texts(value) {
            if reading == Reading::Guess
                && let Some((from, to)) = text.split_once("..")
            {
                any.push(between(key, guess(from), guess(to)));
                continue;
            }
            values.extend(
                text.split(',')
                    .filter(|part| !part.is_empty())
                    .flat_map(|part| read(part, reading)),
            );
        }
        if !values.is_empty() {
            any.push(Filter::Is {
                field: key.to_owned(),
                values,
            });
        }
        match any.len() {
            0 => None,
            1 => any.pop(),
            _ => Some(Filter::Any(any)),
        }
    }

    fn is_known(&self, field: &str) -> bool {
        self.permitted.readable(field)
            || system_fields::is_visible(field)
            || INDEXED.contains(&field)
    }
}

fn between(field: &str, from: Option<Scalar>, to: Option<Scalar>) -> Filter {
    if from.is_none() && to.is_none() {
        // Ends that cannot be read match nothing, as a database that refuses them.
        return Filter::Any(Vec::new());
    }
    Filter::Between {
        field: field.to_owned(),
        from,
        to,
    }
}

/// The texts of `a=x` and of `a[0]=x&a[1]=y`. A list written `a[]=x` is ignored, as the contract's
/// own server ignores it here.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(_) => Vec::new(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            list(value).into_iter().filter_map(Value::as_str).collect()
        }
    }
}

fn ids(value: &Value) -> Vec<RecordId> {
    let texts = texts(value);
    let parts = texts.iter().flat_map(|text| text.split(','));
    parts.filter_map(|text| text.trim().parse().ok()).collect()
}

fn reading(key: &str, field: Option<&Field>) -> Reading {
    let Some(field) = field else {
        let is_text = matches!(key, "short_id" | "case_id" | "case_id_display" | "owned_by");
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

fn read(text: &str, reading: Reading) -> Vec<Scalar> {
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
fn guess(text: &str) -> Option<Scalar> {
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
