//! Who opened and changed one record, read from the access log.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_case_model::RecordId;

use crate::{DbError, Tx};

/// Which entries about a record are wanted.
#[derive(Clone, Debug)]
pub struct RecordAccessQuery {
    /// The record.
    pub record: RecordId,
    /// Only these actions.
    pub actions: Vec<String>,
    /// Only those of these users; empty means all.
    pub users: Vec<String>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Not after this moment.
    pub to: Option<Timestamp>,
}

/// One access to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordAccess {
    /// The number of the entry.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: String,
    /// Who.
    pub user_name: Option<String>,
    /// Who, to read.
    pub full_name: Option<String>,
    /// In which role.
    pub role_id: Option<String>,
}

impl Tx {
    /// A part of the entries about a record that were let through, newest first, and how many there
    /// are in all.
    #[tracing::instrument(name = "db.record_access.list", skip_all, fields(record.id = %query.record))]
    pub async fn record_accesses(
        &mut self,
        query: &RecordAccessQuery,
        (offset, size): (u64, u32),
    ) -> Result<(Vec<RecordAccess>, u64), DbError> {
        let rows = sqlx::query!(
            r#"select l.entry_id, l.at as "at: jiff_sqlx::Timestamp", l.action, l.user_name,
                      u.full_name as "full_name?", l.role_id, count(*) over () as "total!"
               from access_log as l left join users as u on u.user_name = l.user_name
               where l.record_id = $1 and l.allowed and l.action = any($2)
                 and (cardinality($3::text[]) = 0 or l.user_name = any($3))
                 and ($4::timestamptz is null or l.at >= $4)
                 and ($5::timestamptz is null or l.at <= $5)
               order by l.at desc, l.entry_id desc limit $6 offset $7"#,
            query.record.as_uuid(),
            &query.actions,
            &query.users,
            query.from.map(ToSqlx::to_sqlx) as _,
            query.to.map(ToSqlx::to_sqlx) as _,
            i64::from(size),
            i64::try_from(offset).unwrap_or(i64::MAX),
        )
        .fetch_all(self.connection())
        .await
        .map_err(DbError::query("record_access.list"))?;
        let total = rows.first().map_or(0, |row| row.total.unsigned_abs());
        let accesses = rows.into_iter().map(|row| RecordAccess {
            id: row.entry_id,
            at: row.at.to_jiff(),
            action: row.action,
            user_name: row.user_name,
            full_name: row.full_name,
            role_id: row.role_id,
        });
        Ok((accesses.collect(), total))
    }
}
