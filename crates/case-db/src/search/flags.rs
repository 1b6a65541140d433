//! The list of flags across records.

use primero_case_model::access::ListScope;
use primero_case_model::{Record, RecordType};
use sqlx::{FromRow, Postgres, QueryBuilder};

use super::Search;
use super::records::push_scope;
use crate::DbError;
use crate::row::RecordRow;

/// A list of flags.
#[derive(Clone, Debug)]
pub struct FlagQuery {
    /// The types of records, each with those of its records that count.
    pub records: Vec<(RecordType, ListScope)>,
    /// Only open ones.
    pub active_only: bool,
    /// Only those that this user raised.
    pub flagged_by: Option<String>,
}

/// A page of flags.
#[derive(Clone, Debug)]
pub struct FlagPage {
    /// The number of each flag, and its record.
    pub flags: Vec<(i64, Record)>,
    /// How many the list has in all.
    pub total: u64,
}

impl Search<'_> {
    /// A part of a list of flags, in the order in which they were raised.
    #[tracing::instrument(name = "db.search.flags", skip_all)]
    pub async fn flags(
        &mut self,
        query: &FlagQuery,
        (offset, size): (u64, u32),
    ) -> Result<FlagPage, DbError> {
        let mut sql = QueryBuilder::new("select count(*) from flags as f");
        push_conditions(&mut sql, query);
        let total: i64 = sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query("search.flags.count"))?;
        let mut sql = QueryBuilder::new(
            "select f.flag_id, r.record_id, r.record_type, r.revision, r.head_hash, r.data, \
             r.versions from flags as f",
        );
        push_conditions(&mut sql, query);
        sql.push(" order by f.flag_id limit ")
            .push_bind(i64::from(size))
            .push(" offset ")
            .push_bind(i64::try_from(offset).unwrap_or(i64::MAX));
        let rows = sql
            .build_query_as::<FlagRow>()
            .persistent(false)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("search.flags"))?;
        let flags = rows
            .into_iter()
            .map(|row| Ok((i64::from(row.flag_id), Record::try_from(row.record)?)))
            .collect::<Result<_, DbError>>()?;
        Ok(FlagPage {
            flags,
            total: total.unsigned_abs(),
        })
    }
}

#[derive(FromRow)]
struct FlagRow {
    flag_id: i32,
    #[sqlx(flatten)]
    record: RecordRow,
}

fn push_conditions(sql: &mut QueryBuilder<Postgres>, query: &FlagQuery) {
    sql.push(" join records as r using (record_id) where (");
    for (record_type, scope) in &query.records {
        sql.push("(r.record_type = ")
            .push_bind(record_type.as_str())
            .push(" and ");
        push_scope(sql, scope);
        sql.push(") or ");
    }
    sql.push("false)");
    if query.active_only {
        sql.push(" and not f.removed");
    }
    if let Some(user) = &query.flagged_by {
        sql.push(" and f.flagged_by = ").push_bind(user.clone());
    }
}
