//! The audit log: what the access log tells, in API v2's words.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};

use super::{Direction, Search};
use crate::DbError;

/// The word for what an entry tells. Refused requests are told of only when somebody failed to
/// sign in.
const ACTION: &str = "case when not a.allowed then 'failed_login' when a.action = 'index' then 'list' \
                      when a.action = 'destroy' then 'delete' else a.action end";
/// What an entry is about: a record, or something else that has a number.
const RESOURCE: &str = "coalesce(a.record_type, a.details ->> 'resource')";

/// A list of what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only by this user.
    pub user_name: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
    /// Only these actions; empty means all.
    pub actions: Vec<String>,
    /// Only about these resources (`case`, `user`); none means all.
    pub resources: Option<Vec<String>>,
}

/// What the list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOrder {
    /// When it happened.
    Timestamp,
    /// Who did it.
    UserName,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct AuditEntry {
    /// The number of the entry.
    pub entry_id: i64,
    at: jiff_sqlx::Timestamp,
    /// Who, when it is known.
    pub user_name: Option<String>,
    /// In which role.
    pub role_id: Option<String>,
    /// Of which agency.
    pub agency_id: Option<String>,
    /// What.
    pub action: String,
    /// About what.
    pub resource: Option<String>,
    /// The id of the record, or the number of what else it is.
    pub subject_id: Option<String>,
    /// The number that people know the record by.
    pub display_id: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The route's pattern.
    pub route: String,
    /// Where the request came from.
    pub client_address: Option<String>,
    /// Anything else, ids only.
    pub details: Option<Value>,
}

impl AuditEntry {
    /// When.
    pub fn at(&self) -> Timestamp {
        self.at.to_jiff()
    }
}

/// A page of what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    /// The entries, in order.
    pub entries: Vec<AuditEntry>,
    /// How many the list has in all.
    pub total: u64,
}

impl Search<'_> {
    /// A page of the audit log, by its number from 1.
    #[tracing::instrument(name = "db.search.audit", skip_all)]
    pub async fn audit(
        &mut self,
        query: &AuditQuery,
        (order, direction): (AuditOrder, Direction),
        page: u32,
        size: u32,
    ) -> Result<AuditPage, DbError> {
        let mut sql = QueryBuilder::new("select count(*) from access_log as a where ");
        query.push(&mut sql);
        let total: i64 = sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query("search.count_audit"))?;
        let mut sql = QueryBuilder::new(
            "select a.entry_id, a.at, a.user_name, a.role_id, a.agency_id, a.method, a.route, \
             a.client_address, a.details, r.display_id, \
             coalesce(a.record_id::text, a.details ->> 'id') as subject_id, ",
        );
        sql.push(ACTION).push(" as action, ");
        sql.push(RESOURCE)
            .push(" as resource from access_log as a ");
        sql.push("left join records as r on r.record_id = a.record_id where ");
        query.push(&mut sql);
        sql.push(" order by ").push(match order {
            AuditOrder::Timestamp => "a.at",
            AuditOrder::UserName => "a.user_name",
        });
        sql.push(match direction {
            Direction::Ascending => ", a.entry_id",
            Direction::Descending => " desc, a.entry_id desc",
        });
        sql.push(" limit ").push_bind(i64::from(size));
        sql.push(" offset ")
            .push_bind(i64::from(page.saturating_sub(1)) * i64::from(size));
        let entries = sql
            .build_query_as::<AuditEntry>()
            .persistent(false)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("search.audit"))?;
        Ok(AuditPage {
            entries,
            total: total.unsigned_abs(),
        })
    }
}

impl AuditQuery {
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("(a.allowed or a.action = 'login')");
        if let Some(name) = &self.user_name {
            sql.push(" and a.user_name = ").push_bind(name.clone());
        }
        if let Some(from) = self.from {
            sql.push(" and a.at >= ").push_bind(from.to_sqlx());
        }
        if let Some(to) = self.to {
            sql.push(" and a.at <= ").push_bind(to.to_sqlx());
        }
        if !self.actions.is_empty() {
            sql.push(" and ").push(ACTION).push(" = any(");
            sql.push_bind(self.actions.clone()).push(")");
        }
        if let Some(resources) = &self.resources {
            sql.push(" and ").push(RESOURCE).push(" = any(");
            sql.push_bind(resources.clone()).push(")");
        }
    }
}
