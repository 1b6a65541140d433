//! Filters: conditions on a record's fields, and the SQL that each becomes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;
use primero_case_model::RecordId;
use primero_case_model::event::timestamp_text;
use serde_json::{Value, json};
use sqlx::{Postgres, QueryBuilder};

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
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// An instant.
    Time(Timestamp),
}

/// Where a field is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'f> {
    Text(&'static str),
    Texts(&'static str),
    Integer(&'static str),
    Boolean(&'static str),
    Date(&'static str),
    Time(&'static str),
    Data(&'f str),
}

impl<'f> Place<'f> {
    pub(super) fn of(field: &'f str) -> Self {
        match field {
            "short_id" => Self::Text("short_id"),
            "case_id_display" | "incident_code" | "registry_id_display" | "family_id_display" => {
                Self::Text("display_id")
            }
            "sex" => Self::Text("sex"),
            "status" => Self::Text("status"),
            "workflow" => Self::Text("workflow"),
            "risk_level" => Self::Text("risk_level"),
            "module_id" => Self::Text("module_id"),
            "owned_by" => Self::Text("owned_by"),
            "owned_by_agency_id" => Self::Text("owned_by_agency_id"),
            "owned_by_location" => Self::Text("owned_by_location"),
            "identified_by" => Self::Text("identified_by"),
            "location_current" => Self::Text("location_current"),
            "created_by" => Self::Text("created_by"),
            "last_updated_by" => Self::Text("last_updated_by"),
            "owned_by_groups" => Self::Texts("owned_by_groups"),
            "assigned_user_names" => Self::Texts("assigned_user_names"),
            "associated_user_names" => Self::Texts("associated_user_names"),
            "associated_user_groups" => Self::Texts("associated_user_groups"),
            "associated_user_agencies" => Self::Texts("associated_user_agencies"),
            "current_alert_types" => Self::Texts("alert_types"),
            "age" => Self::Integer("age"),
            "record_state" => Self::Boolean("record_state"),
            "not_edited_by_owner" => Self::Boolean("not_edited_by_owner"),
            "flagged" => Self::Boolean("flagged"),
            "has_photo" => Self::Boolean("has_photo"),
            "registration_date" => Self::Date("registration_date"),
            "created_at" => Self::Time("created_at"),
            "last_updated_at" => Self::Time("last_updated_at"),
            other => Self::Data(other),
        }
    }
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
            let booleans: Vec<bool> = values.iter().filter_map(Scalar::as_boolean).collect();
            sql.push(column)
                .push(" = any(")
                .push_bind(booleans)
                .push(")");
        }
        Place::Date(_) | Place::Time(_) => {
            let days = values.iter().map(|value| (Some(value), Some(value)));
            push_any(sql, days, |sql, (from, to)| {
                push_between(sql, place, from, to)
            });
        }
        Place::Data(field) => {
            push_any(sql, values.iter(), |sql, value| {
                push_data_is(sql, field, value)
            });
        }
    }
}

/// One of several conditions.
fn push_any<T>(
    sql: &mut QueryBuilder<Postgres>,
    items: impl Iterator<Item = T>,
    mut push: impl FnMut(&mut QueryBuilder<Postgres>, T),
) {
    sql.push("(false");
    for item in items {
        sql.push(" or ");
        push(sql, item);
    }
    sql.push(")");
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
            push_data(sql, field)
                .push(" = ")
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
        Scalar::Date(day) => {
            sql.push("left(data ->> ")
                .push_bind(field.to_owned())
                .push(", 10) = ");
            sql.push_bind(day.to_string());
        }
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

fn push_between(
    sql: &mut QueryBuilder<Postgres>,
    place: Place<'_>,
    from: Option<&Scalar>,
    to: Option<&Scalar>,
) {
    sql.push("(true");
    for (end, operator) in [(from, " >= "), (to, " <= ")] {
        if let Some(end) = end {
            sql.push(" and ");
            push_end(sql, place, operator, end);
        }
    }
    sql.push(")");
}

/// One end of a range. A value of a kind that the field cannot have matches nothing.
fn push_end(sql: &mut QueryBuilder<Postgres>, place: Place<'_>, operator: &str, end: &Scalar) {
    let is_upper = operator == " <= ";
    match (place, end) {
        (Place::Integer(column), Scalar::Integer(number)) => {
            sql.push(column).push(operator).push_bind(*number);
        }
        (Place::Date(column), Scalar::Date(day)) => {
            sql.push(column).push(operator).push_bind(day.to_sqlx());
        }
        (Place::Date(column), Scalar::Time(at)) => {
            let day = at.to_zoned(TimeZone::UTC).date();
            sql.push(column).push(operator).push_bind(day.to_sqlx());
        }
        (Place::Time(column), Scalar::Time(at)) => {
            sql.push(column).push(operator).push_bind(at.to_sqlx());
        }
        (Place::Time(column), Scalar::Date(day)) => {
            let (operator, day) = if is_upper {
                (" < ", day.saturating_add(1.day()))
            } else {
                (operator, *day)
            };
            let midnight = day
                .to_zoned(TimeZone::UTC)
                .map_or(Timestamp::MAX, |at| at.timestamp());
            sql.push(column)
                .push(operator)
                .push_bind(midnight.to_sqlx());
        }
        (Place::Data(field), Scalar::Integer(number)) => {
            sql.push("case when jsonb_typeof(data -> ")
                .push_bind(field.to_owned());
            sql.push(") = 'number' then (data ->> ")
                .push_bind(field.to_owned());
            sql.push(")::numeric")
                .push(operator)
                .push_bind(*number)
                .push(" end");
        }
        (Place::Data(field), Scalar::Date(day)) => {
            sql.push("left(data ->> ")
                .push_bind(field.to_owned())
                .push(", 10) collate \"C\"");
            sql.push(operator).push_bind(day.to_string());
        }
        (Place::Data(field), Scalar::Time(at)) => {
            sql.push("(data ->> ")
                .push_bind(field.to_owned())
                .push(") collate \"C\"");
            sql.push(operator).push_bind(timestamp_text(*at));
        }
        (
            Place::Text(_)
            | Place::Texts(_)
            | Place::Integer(_)
            | Place::Boolean(_)
            | Place::Date(_)
            | Place::Time(_)
            | Place::Data(_),
            _,
        ) => {
            sql.push("false");
        }
    }
}

fn push_within(sql: &mut QueryBuilder<Postgres>, place: Place<'_>, locations: &[String]) {
    match place {
        Place::Text(column) => sql.push(column),
        Place::Data(field) => sql.push("(data ->> ").push_bind(field.to_owned()).push(")"),
        Place::Texts(_)
        | Place::Integer(_)
        | Place::Boolean(_)
        | Place::Date(_)
        | Place::Time(_) => {
            sql.push("false");
            return;
        }
    };
    sql.push(" in (select code from locations where path && ");
    sql.push_bind(locations.to_vec()).push(")");
}

fn texts(values: &[Scalar]) -> Vec<String> {
    values.iter().map(Scalar::to_text).collect()
}

impl Scalar {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(truth) => truth.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(at) => timestamp_text(*at),
        }
    }

    const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(_) | Self::Boolean(_) | Self::Date(_) | Self::Time(_) => None,
        }
    }

    const fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            Self::Text(_) | Self::Integer(_) | Self::Date(_) | Self::Time(_) => None,
        }
    }
}
