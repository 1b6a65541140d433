//! The filter grammar of record lists, from query parameters to conditions.

use primero_case_db::search::{Filter, Scalar};
use primero_case_model::access::Actor;
use primero_case_model::{RecordId, RecordType};
use primero_http_kit::nested_query::list;
use serde_json::{Map, Value};

use super::filter_values::{Reading, guess, read, reading};
use super::wire::Selection;
use super::{indexed_fields, system_fields};
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

/// Reads the filters of one caller's request.
pub(in crate::http) struct Filters<'a> {
    pub(in crate::http) actor: &'a Actor,
    pub(in crate::http) record_type: RecordType,
    pub(in crate::http) permitted: &'a PermittedFields<'a>,
    /// What the answer shows, when only that may be asked: of records that the caller may not open.
    pub(in crate::http) shown: Option<&'a Selection>,
}

/// What the answer says of every record in other words.
const SHOWN_OTHERWISE: [&str; 3] = ["flagged", "has_photo", "record_state"];

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

    /// Whether the caller may have the list in the order of a field. An order would give away what
    /// stars hide; that of names leaves hidden ones out by itself.
    pub(in crate::http) fn may_order_by(&self, field: &str) -> bool {
        if field != "name" && self.is_hideable(field) {
            return false;
        }
        let is_visible = self.permitted.readable(field)
            || system_fields::is_visible(self.actor, self.record_type, field);
        is_visible && self.is_answerable(field)
    }

    fn one(&self, key: &str, value: &Value) -> Option<Filter> {
        match key {
            "or" => self.any_of(value.as_object()?),
            "not" => {
                let (key, value) = value.as_object()?.iter().next()?;
                Some(Filter::Not(Box::new(self.one(key, value)?)))
            }
            "id" => Some(Filter::Ids(ids(value))),
            "assign" => {
                let users: Vec<String> = parts(value).map(str::to_owned).collect();
                (!users.is_empty()).then_some(Filter::AssignedTo(users))
            }
            "my_cases" => truths(value, &self.is_mine()),
            _ => self.named(key, value),
        }
    }

    /// Unknown keys inside are ignored, as everywhere.
    fn any_of(&self, inner: &Map<String, Value>) -> Option<Filter> {
        let filters: Vec<Filter> = inner
            .iter()
            .filter_map(|(key, value)| self.one(key, value))
            .collect();
        (!filters.is_empty()).then_some(Filter::Any(filters))
    }

    fn named(&self, key: &str, value: &Value) -> Option<Filter> {
        if let Some(field) = key.strip_prefix("loc:") {
            return self.within(field, value);
        }
        if !self.is_answerable(key) {
            return None;
        }
        if let Some(field) = indexed_fields::counted_as_present(key) {
            let field = field.to_owned();
            return truths(value, &Filter::Present { field });
        }
        if !self.is_known(key) {
            return None;
        }
        let filter = self.field(key, value)?;
        Some(if self.is_hideable(key) {
            Filter::All(vec![filter, is_shown()])
        } else {
            filter
        })
    }

    /// The records that the caller owns or was given.
    fn is_mine(&self) -> Filter {
        Filter::is("associated_user_names", self.actor.user_name.as_str())
    }

    /// A digit after the field's name says a level, which the codes of places say already.
    fn within(&self, key: &str, value: &Value) -> Option<Filter> {
        let without_level = key.strip_suffix(|digit| matches!(digit, '0'..='5'));
        let field = [Some(key), without_level]
            .into_iter()
            .flatten()
            .find(|field| self.is_known(field))?;
        let locations: Vec<String> = parts(value).map(str::to_owned).collect();
        (!locations.is_empty()).then(|| Filter::Within {
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
            let parts = text.split(',').filter(|part| !part.is_empty());
            values.extend(parts.flat_map(|part| read(part, reading)));
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
        let is_known = self.permitted.readable(field)
            || system_fields::is_visible(self.actor, self.record_type, field)
            || indexed_fields::is_indexed(field);
        is_known && self.is_answerable(field)
    }

    fn is_answerable(&self, field: &str) -> bool {
        let is_shown = |shown: &Selection| shown.has(self.record_type, field);
        self.shown.is_none_or(is_shown) || SHOWN_OTHERWISE.contains(&field)
    }

    /// Whether stars can stand in the place of a field: then a filter must not give it away.
    fn is_hideable(&self, field: &str) -> bool {
        let definition = self.permitted.definition(field);
        field == "name" || definition.is_some_and(|own| own.hidden_text_field)
    }
}

fn is_shown() -> Filter {
    Filter::Is {
        field: "hidden_name".to_owned(),
        values: vec![Scalar::Boolean(false)],
    }
}

/// A condition that `true` asks for and `false` denies. What says neither matches nothing.
fn truths(value: &Value, holds: &Filter) -> Option<Filter> {
    let conditions: Vec<Filter> = parts(value)
        .map(|text| match text {
            "true" => holds.clone(),
            "false" => Filter::Not(Box::new(holds.clone())),
            _ => Filter::Any(Vec::new()),
        })
        .collect();
    (!conditions.is_empty()).then_some(Filter::Any(conditions))
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

/// The parts between the commas of a value's texts.
fn parts(value: &Value) -> impl Iterator<Item = &str> {
    let parts = texts(value).into_iter().flat_map(|text| text.split(','));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn ids(value: &Value) -> Vec<RecordId> {
    parts(value).filter_map(|text| text.parse().ok()).collect()
}
