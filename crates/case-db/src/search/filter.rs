//! Filters: conditions on a record's fields, and the SQL that each becomes.

use primero_case_model::RecordId;
use primero_case_model::event::timestamp_text;
use serde_json::{Value, json};
use sqlx::{Postgres, QueryBuilder};

use super::place::{Place, Scalar};
use super::range::push_between;

/// A condition on a record. Fields are named as in API v2; those that are stored as columns use
/// them, all others are looked up in the data.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these hold. Of none, always.
    All(Vec<Self>),
    /// One of these holds. Of none, never.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// The field is one of these values, or holds one of them. `false` is also a field that is not
    /// there.
    Is {
        /// The field.
        field: String,
        /// The values.
        values: Vec<Scalar>,
    },
    /// The field lies between two values, both included; an end may be open.
    Between {
        /// The field.
        field: String,
        /// The lower end.
        from: Option<Scalar>,
        /// The upper end.
        to: Option<Scalar>,
    },
    /// The field is the code of one of these locations, or of one below.
    Within {
        /// The field.
        field: String,
        /// The codes.
        locations: Vec<String>,
    },
    /// The record is one of these.
    Ids(Vec<RecordId>),
    /// One of these users was assigned the record at some time.
    AssignedTo(Vec<String>),
    /// The field holds anything at all: an empty text or list does not count.
    Present {
        /// The field, which is looked up in the data.
        field: String,
    },
}

impl Filter {
    /// A field is exactly this text.
    pub fn is(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Is {
            field: field.into(),
            values: vec![Scalar::Text(text.into())],
        }
    }

    pub(super) fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::All(filters) => push_joined(sql, filters, " and ", "true"),
            Self::Any(filters) => push_joined(sql, filters, " or ", "false"),
            Self::Not(filter) => {
                // A condition on a field that is not there is false, so its negation is true.
                sql.push("not coalesce(");
                filter.push(sql);
                sql.push(", false)");
            }
            Self::Is { field, values } => push_is(sql, Place::of(field), values),
            Self::Between { field, from, to } => {
                push_between(sql, Place::of(field), from.as_ref(), to.as_ref());
            }
            Self::Within { field, locations } => push_within(sql, Place::of(field), locations),
            Self::Ids(ids) => {
                let ids: Vec<_> = ids.iter().map(|id| id.as_uuid()).collect();
                sql.push("record_id = any(").push_bind(ids).push(")");
            }
            Self::AssignedTo(users) => push_any(sql, users.iter(), |sql, user| {
                let assigned = json!([{ "type": "Assign", "transitioned_to": user }]);
                sql.push("data -> '_transitions' @> ").push_bind(assigned);
            }),
            Self::Present { field } => {
                sql.push("coalesce(");
                push_data(sql, field).push(", 'null') not in ('null', '\"\"', '[]', '{}')");
            }
        }
    }
}

fn push_joined(
    sql: &mut QueryBuilder<Postgres>,
    filters: &[Filter],
    joiner: &str,
    when_empty: &str,
) {
    if filters.is_empty() {
        sql.push(when_empty);
        return;
    }
    sql.push("(");
    for (index, filter) in filters.iter().enumerate() {
        if index > 0 {
            sql.push(joiner);
        }
        filter.push(sql);
    }
    sql.push(")");
}

fn push_is(sql: &mut QueryBuilder<Postgres>, place: Place<'_>, values: &[Scalar]) {
    match place {
        Place::Text(column) => push_any_text(sql, column, values),
        Place::Texts(column) => {
            sql.push(column).push(" && ").push_bind(texts(values));
        }
        Place::Integer(column) => {
            let integers: Vec<i64> = values.iter().filter_map(Scalar::as_integer).collect();
            sql.push(column)
                .push(" = any(")
                .push_bind(integers)
                .push(")");
        }
        Place::Boolean(column) => {
            // Spelt out, so that indexes over a part of the records are found.
            let booleans = values.iter().filter_map(Scalar::as_boolean);
            push_any(sql, booleans, |sql, truth| {
                sql.push(if truth { "" } else { "not " }).push(column);
            });
        }
        Place::Date(_) | Place::Time(_) => {
            let days = values.iter().map(|value| (Some(value), Some(value)));
            push_any(sql, days, |sql, (from, to)| {
                push_between(sql, place, from, to);
            });
        }
        Place::Data(field) => {
            push_any(sql, values.iter(), |sql, value| {
                push_data_is(sql, field, value);
            });
        }
    }
}

/// One of several conditions; never, of none.
fn push_any<T>(
    sql: &mut QueryBuilder<Postgres>,
    items: impl Iterator<Item = T>,
    mut push: impl FnMut(&mut QueryBuilder<Postgres>, T),
) {
    let mut before = "(";
    for item in items {
        sql.push(before);
        push(sql, item);
        before = " or ";
    }
    sql.push(if before == "(" { "false" } else { ")" });
}

fn push_any_text(sql: &mut QueryBuilder<Postgres>, column: &str, values: &[Scalar]) {
    let mut texts = texts(values);
    // The planner knows more about equality with one value.
    match (texts.len(), texts.pop()) {
        (1, Some(text)) => {
            sql.push(column).push(" = ").push_bind(text);
        }
        (_, last) => {
            texts.extend(last);
            sql.push(column).push(" = any(").push_bind(texts).push(")");
        }
    }
}

fn push_data_is(sql: &mut QueryBuilder<Postgres>, field: &str, value: &Scalar) {
    match value {
        // `?` finds a text and an element of a list alike.
        Scalar::Text(text) => {
            push_data(sql, field).push(" ? ").push_bind(text.clone());
        }
        Scalar::Integer(number) => {
            sql.push("(");
            // `@>` finds a number and an element of a list alike.
            push_data(sql, field)
                .push(" @> ")
                .push_bind(json!(number))
                .push(" or ");
            push_data(sql, field)
                .push(" ? ")
                .push_bind(number.to_string())
                .push(")");
        }
        Scalar::Boolean(true) => {
            push_data(sql, field)
                .push(" = ")
                .push_bind(Value::Bool(true));
        }
        Scalar::Boolean(false) => {
            sql.push("coalesce(");
            push_data(sql, field)
                .push(" in (")
                .push_bind(Value::Bool(false));
            sql.push(", 'null'), true)");
        }
        Scalar::Date(_) => push_between(sql, Place::Data(field), Some(value), Some(value)),
        Scalar::Time(at) => {
            push_data(sql, field)
                .push(" ? ")
                .push_bind(timestamp_text(*at));
        }
    }
}

fn push_data<'q>(
    sql: &'q mut QueryBuilder<Postgres>,
    field: &str,
) -> &'q mut QueryBuilder<Postgres> {
    sql.push("data -> ").push_bind(field.to_owned())
}

fn push_within(sql: &mut QueryBuilder<Postgres>, place: Place<'_>, locations: &[String]) {
    match place {
        Place::Text(column) => {
            sql.push(column);
            push_in_locations(sql, locations);
        }
        Place::Data(field) => {
            // The places are looked up once, not for each record; only the few fields that hold a
            // list of codes are searched code by code.
            sql.push("case jsonb_typeof(");
            push_data(sql, field).push(") when 'array' then (");
            push_data(sql, field).push(") ?| array(select code from locations where path && ");
            sql.push_bind(locations.to_vec())
                .push(") else (data ->> ")
                .push_bind(field.to_owned())
                .push(")");
            push_in_locations(sql, locations);
            sql.push(" end");
        }
        Place::Texts(_)
        | Place::Integer(_)
        | Place::Boolean(_)
        | Place::Date(_)
        | Place::Time(_) => {
            sql.push("false");
        }
    }
}

fn push_in_locations(sql: &mut QueryBuilder<Postgres>, locations: &[String]) {
    sql.push(" in (select code from locations where path && ");
    sql.push_bind(locations.to_vec()).push(")");
}

fn texts(values: &[Scalar]) -> Vec<String> {
    values.iter().map(Scalar::to_text).collect()
}
