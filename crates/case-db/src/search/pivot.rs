//! Counts of records by the values of their fields.

use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row as _};

use super::records::push_conditions;
use super::{RecordQuery, Search};
use crate::DbError;

/// A field to count by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pivot {
    /// Its one value.
    Value(String),
    /// Each of its values.
    Members(String),
}

impl Search<'_> {
    /// How many records of a list there are for each combination of values. Records without one of
    /// them are not counted.
    #[tracing::instrument(name = "db.search.count_by", skip_all)]
    pub async fn count_by(
        &mut self,
        query: &RecordQuery,
        pivots: &[Pivot],
    ) -> Result<Vec<(Vec<String>, u64)>, DbError> {
        let mut sql = QueryBuilder::new("select array[");
        for (place, _) in pivots.iter().enumerate() {
            sql.push(if place > 0 { ", " } else { "" });
            sql.push("p").push(place);
        }
        sql.push("]::text[] as pivots, count(*) as counted from (select ");
        for (place, pivot) in pivots.iter().enumerate() {
            sql.push(if place > 0 { ", " } else { "" });
            push_pivot(&mut sql, pivot);
            sql.push(" as p").push(place);
        }
        sql.push(" from records where ");
        push_conditions(&mut sql, query);
        sql.push(") as found group by 1 order by 1");
        let rows = sql
            .build()
            .persistent(false)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("search.count_by"))?;
        let counts: Result<Vec<_>, DbError> = rows.iter().map(read).collect();
        Ok(counts?.into_iter().flatten().collect())
    }
}

fn read(row: &PgRow) -> Result<Option<(Vec<String>, u64)>, DbError> {
    let failed = DbError::query("search.count_by");
    let read = || -> Result<(Vec<Option<String>>, i64), sqlx::Error> {
        Ok((row.try_get("pivots")?, row.try_get("counted")?))
    };
    let (pivots, counted) = read().map_err(failed)?;
    let pivots: Option<Vec<String>> = pivots.into_iter().collect();
    Ok(pivots.map(|pivots| (pivots, counted.unsigned_abs())))
}

fn push_pivot(sql: &mut QueryBuilder<Postgres>, pivot: &Pivot) {
    match pivot {
        Pivot::Value(field) => {
            sql.push("data ->> ").push_bind(field.clone());
        }
        Pivot::Members(field) => {
            sql.push("jsonb_array_elements_text(case jsonb_typeof(data -> ")
                .push_bind(field.clone())
                .push(") when 'array' then data -> ")
                .push_bind(field.clone())
                .push(" else '[]' end)");
        }
    }
}
