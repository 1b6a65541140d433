//! Ranges: a field between two values.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;
use sqlx::{Postgres, QueryBuilder};

use super::jsonpath;
use super::place::{Place, Scalar};

/// A field lies between two values, both included; an end may be open.
pub(super) fn push_between(
    sql: &mut QueryBuilder<Postgres>,
    place: Place<'_>,
    from: Option<&Scalar>,
    to: Option<&Scalar>,
) {
    if let Place::Data(field) = place {
        push_data_between(sql, field, from, to);
        return;
    }
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
        (
            Place::Data(_)
            | Place::Text(_)
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

/// A range of a field in the data: one value or a list of which one is enough. Values of another
/// kind than the ends are outside.
fn push_data_between(
    sql: &mut QueryBuilder<Postgres>,
    field: &str,
    from: Option<&Scalar>,
    to: Option<&Scalar>,
) {
    let lower = from.map(jsonpath::at_least);
    let upper = to.map(jsonpath::at_most);
    let conditions: Option<Vec<String>> = [lower, upper].into_iter().flatten().collect();
    let Some(conditions) = conditions else {
        sql.push("false");
        return;
    };
    if conditions.is_empty() {
        sql.push("true");
        return;
    }
    sql.push("jsonb_path_exists(data, ")
        .push_bind(jsonpath::matching(field, &conditions))
        .push("::jsonpath)");
}
