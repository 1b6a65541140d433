//! Ranges: a field between two values.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;
use primero_case_model::event::timestamp_text;
use sqlx::{Postgres, QueryBuilder};

use super::place::{Place, Scalar};

/// A field lies between two values, both included; an end may be open.
pub(super) fn push_between(
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
        (Place::Data(field), _) => push_data_end(sql, field, operator, end),
        (
            Place::Text(_)
            | Place::Texts(_)
            | Place::Integer(_)
            | Place::Boolean(_)
            | Place::Date(_)
            | Place::Time(_),
            _,
        ) => {
            sql.push("false");
        }
    }
}

/// One end of a range of a field in the data, where days and times are texts that sort as they are.
fn push_data_end(sql: &mut QueryBuilder<Postgres>, field: &str, operator: &str, end: &Scalar) {
    match end {
        Scalar::Integer(number) => {
            sql.push("case when jsonb_typeof(data -> ")
                .push_bind(field.to_owned());
            sql.push(") = 'number' then (data ->> ")
                .push_bind(field.to_owned());
            sql.push(")::numeric")
                .push(operator)
                .push_bind(*number)
                .push(" end");
        }
        Scalar::Date(day) => {
            sql.push("left(data ->> ")
                .push_bind(field.to_owned())
                .push(", 10) collate \"C\"");
            sql.push(operator).push_bind(day.to_string());
        }
        Scalar::Time(at) => {
            sql.push("(data ->> ")
                .push_bind(field.to_owned())
                .push(") collate \"C\"");
            sql.push(operator).push_bind(timestamp_text(*at));
        }
        Scalar::Text(_) | Scalar::Boolean(_) => {
            sql.push("false");
        }
    }
}
