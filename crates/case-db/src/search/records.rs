//! The list of records.

use primero_case_model::access::ListScope;
use primero_case_model::search_fields::phone_digits;
use primero_case_model::sounds::sounds;
use primero_case_model::{Digest, Record, RecordType};
use primero_kernel::{PageCursor, UniqueId};
use serde_json::Value;
use sqlx::{FromRow, Postgres, QueryBuilder};

use super::total::EXACT_UP_TO;
use super::{Filter, Order, Search, Total};
use crate::DbError;
use crate::row::RecordRow;

/// A list of records of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordQuery {
    /// The type.
    pub record_type: RecordType,
    /// The records that the actor may see, from [`primero_case_model::access::list_scope`].
    pub scope: ListScope,
    /// Conditions.
    pub filter: Filter,
    /// What was typed into the search box.
    pub term: Option<Term>,
    /// The order. A search by name is ordered by likeness instead.
    pub order: Order,
}

/// What was typed into the search box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Part of an identifier.
    Identifier(String),
    /// A name, or something like it.
    Name(String),
    /// A telephone number, however it is written.
    Phone(String),
}

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// A page by its number, from 1.
    Number {
        /// The number.
        page: u32,
        /// Rows on a page.
        size: u32,
    },
    /// The rows after a row.
    After {
        /// The last row of the page before; none for the first page.
        cursor: Option<PageCursor>,
        /// Rows on a page.
        size: u32,
    },
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct RecordPage {
    /// The records, in order.
    pub records: Vec<Record>,
    /// Where the next page begins; none after the last. Not known for a search by name.
    pub next: Option<PageCursor>,
}

impl Search<'_> {
    /// A part of a list of records.
    #[tracing::instrument(name = "db.search.records", skip_all)]
    pub async fn records(
        &mut self,
        query: &RecordQuery,
        paging: &Paging,
    ) -> Result<RecordPage, DbError> {
        if query.scope == ListScope::Nothing {
            return Ok(RecordPage {
                records: Vec::new(),
                next: None,
            });
        }
        let rows = select("", query, paging)
            .build_query_as::<PageRow>()
            .persistent(false)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("search.records"))?;
        let is_full = rows.len() == paging.size() as usize;
        let by_likeness = matches!(query.term, Some(Term::Name(_)));
        let next = rows
            .last()
            .filter(|_| is_full && !by_likeness)
            .map(|row| PageCursor {
                sort_key: row.sort_key.clone(),
                id: row.record.record_id,
            });
        let records = rows
            .into_iter()
            .map(|row| Record::try_from(row.record))
            .collect::<Result<_, _>>()?;
        Ok(RecordPage { records, next })
    }

    /// How many records the whole list has.
    #[tracing::instrument(name = "db.search.count", skip_all)]
    pub async fn count(&mut self, query: &RecordQuery) -> Result<Total, DbError> {
        if query.scope == ListScope::Nothing {
            return Ok(Total {
                rows: 0,
                is_current: true,
            });
        }
        // A total that was large a moment ago is not counted again, not even up to the limit.
        let key = fingerprint(query);
        if let Some(rows) = self.counts.find(&key) {
            return Ok(Total {
                rows,
                is_current: false,
            });
        }
        let capped = self
            .number(capped_count(query), "search.capped_count")
            .await?;
        if capped <= EXACT_UP_TO {
            return Ok(Total {
                rows: capped.unsigned_abs(),
                is_current: true,
            });
        }
        let counted = self.number(full_count(query), "search.full_count").await?;
        self.counts.insert(key, counted.unsigned_abs());
        Ok(Total {
            rows: counted.unsigned_abs(),
            is_current: true,
        })
    }

    /// How PostgreSQL would run a list, as its JSON says.
    #[tracing::instrument(name = "db.search.explain", skip_all)]
    pub async fn explain(
        &mut self,
        query: &RecordQuery,
        paging: &Paging,
    ) -> Result<Value, DbError> {
        select("explain (format json) ", query, paging)
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query("search.explain"))
    }

    /// How many open, enabled records of a type have alerts, of those inside a scope.
    #[tracing::instrument(name = "db.search.count_with_alerts", skip_all)]
    pub async fn count_with_alerts(
        &mut self,
        record_type: RecordType,
        scope: &ListScope,
    ) -> Result<u64, DbError> {
        let mut sql = QueryBuilder::new("select count(*) from records where record_type = ");
        sql.push_bind(record_type.as_str());
        sql.push(" and record_state and status = 'open' and alert_types <> '{}' and ");
        push_scope(&mut sql, scope);
        let counted = self.number(sql, "search.count_with_alerts").await?;
        Ok(counted.unsigned_abs())
    }

    async fn number(
        &mut self,
        mut sql: QueryBuilder<Postgres>,
        doing: &'static str,
    ) -> Result<i64, DbError> {
        sql.build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query(doing))
    }
}

#[derive(FromRow)]
struct PageRow {
    #[sqlx(flatten)]
    record: RecordRow,
    sort_key: Option<String>,
}

impl Paging {
    const fn size(&self) -> u32 {
        match self {
            Self::Number { size, .. } | Self::After { size, .. } => *size,
        }
    }
}

fn select(prefix: &str, query: &RecordQuery, paging: &Paging) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(prefix);
    sql.push("select record_id, record_type, revision, head_hash, data, versions, ");
    query.order.push_key(&mut sql);
    sql.push(" from records where ");
    push_conditions(&mut sql, query);
    if let Paging::After {
        cursor: Some(cursor),
        ..
    } = paging
    {
        sql.push(" and ");
        query.order.push_after(&mut sql, cursor);
    }
    if let Some(Term::Name(name)) = &query.term {
        sql.push(" order by word_similarity(")
            .push_bind(name.to_lowercase());
        sql.push(", names) desc, created_at desc, record_id desc");
    } else {
        query.order.push_order(&mut sql);
    }
    sql.push(" limit ").push_bind(i64::from(paging.size()));
    if let Paging::Number { page, size } = paging {
        let offset = i64::from(page.saturating_sub(1)) * i64::from(*size);
        if offset > 0 {
            sql.push(" offset ").push_bind(offset);
        }
    }
    sql
}

fn capped_count(query: &RecordQuery) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("select count(*) from (select from records where ");
    push_conditions(&mut sql, query);
    sql.push(" limit ")
        .push_bind(EXACT_UP_TO + 1)
        .push(") as capped");
    sql
}

fn full_count(query: &RecordQuery) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("select count(*) from records where ");
    push_conditions(&mut sql, query);
    sql
}

/// What tells one total from another. A digest, so that no search term stays in memory.
fn fingerprint(query: &RecordQuery) -> Digest {
    let RecordQuery {
        record_type,
        scope,
        filter,
        term,
        order: _,
    } = query;
    Digest::of(format!("{:?}", (record_type, scope, filter, term)).as_bytes())
}

pub(super) fn push_conditions(sql: &mut QueryBuilder<Postgres>, query: &RecordQuery) {
    sql.push("record_type = ")
        .push_bind(query.record_type.as_str())
        .push(" and ");
    push_scope(sql, &query.scope);
    if query.filter != Filter::All(Vec::new()) {
        sql.push(" and ");
        query.filter.push(sql);
    }
    if let Some(term) = &query.term {
        sql.push(" and ");
        push_term(sql, term);
    }
}

/// The same rule as [`ListScope::covers`], as SQL.
pub(super) fn push_scope(sql: &mut QueryBuilder<Postgres>, scope: &ListScope) {
    match scope {
        ListScope::Nothing => sql.push("false"),
        ListScope::Everything => sql.push("true"),
        ListScope::AssociatedWith(user) => sql
            .push("associated_user_names @> ")
            .push_bind(vec![user.as_str().to_owned()]),
        ListScope::InGroups(groups) => {
            let groups: Vec<String> = groups.iter().cloned().map(UniqueId::into).collect();
            sql.push("associated_user_groups && ").push_bind(groups)
        }
        ListScope::InAgency(agency) => sql
            .push("associated_user_agencies @> ")
            .push_bind(vec![agency.as_str().to_owned()]),
        ListScope::About(user) => sql
            .push("identified_by = ")
            .push_bind(user.as_str().to_owned()),
    };
}

fn push_term(sql: &mut QueryBuilder<Postgres>, term: &Term) {
    match term {
        Term::Identifier(part) => {
            sql.push("identifiers like ").push_bind(containing(part));
        }
        Term::Name(name) => {
            sql.push("(names like ").push_bind(containing(name));
            sql.push(" or names %> ").push_bind(name.to_lowercase());
            sql.push(" or sounds && ").push_bind(sounds(name)).push(")");
        }
        Term::Phone(number) => {
            sql.push("phones @> ").push_bind(vec![phone_digits(number)]);
        }
    }
}

/// A pattern that matches texts which contain `part`, whose own wildcards stand for themselves.
fn containing(part: &str) -> String {
    let mut pattern = String::from("%");
    for character in part.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests;
