//! The access log: who did what when. Entries of many requests share one commit.

use std::mem;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_case_model::{RecordId, RecordType};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgConnection;
use tokio::sync::oneshot;

use crate::{Db, DbError};

/// What one request did. Ids only: never a name of a person whom a record is about, an answer or a
/// search term.
#[derive(Clone, Debug, Serialize)]
pub struct AccessEntry {
    /// When.
    pub at: Timestamp,
    /// Who, when it is known.
    pub user_name: Option<String>,
    /// In which role.
    pub role_id: Option<String>,
    /// Of which agency.
    pub agency_id: Option<String>,
    /// In API v2's words: `show`, `index`, `update`, `login`.
    pub action: String,
    /// Whether it was let through.
    pub allowed: bool,
    /// The type of the records.
    pub record_type: Option<RecordType>,
    /// The record, when it was one.
    pub record_id: Option<RecordId>,
    /// The HTTP method.
    pub method: String,
    /// The route's pattern, without its values.
    pub route: String,
    /// The request's id, to be found in the logs of the service.
    pub request_id: Option<String>,
    /// Where the request came from.
    pub client_address: Option<String>,
    /// Anything else, ids only.
    pub details: Option<Value>,
}

/// The most entries that wait in memory.
const CAPACITY: usize = 10_000;
/// The most entries that one commit takes.
const GROUP: usize = 500;

type Waiting = (AccessEntry, oneshot::Sender<Result<(), DbError>>);

/// Entries that wait for the next group.
#[derive(Debug, Default)]
pub(crate) struct AccessLogQueue {
    state: Mutex<QueueState>,
}

#[derive(Debug, Default)]
struct QueueState {
    waiting: Vec<Waiting>,
    writing: bool,
}

/// Writes to the access log.
#[derive(Clone, Debug)]
pub struct AccessLog {
    db: Db,
}

impl AccessLog {
    pub(crate) const fn new(db: Db) -> Self {
        Self { db }
    }

    /// Writes an entry, and returns when it is durable. Call it before the answer leaves.
    ///
    /// While one group is being committed, the next one gathers: under load many entries cost one
    /// commit, and a single one waits for nobody.
    #[tracing::instrument(name = "db.access_log.record", skip_all)]
    pub async fn record(&self, entry: AccessEntry) -> Result<(), DbError> {
        let (done, written) = oneshot::channel();
        if self.db.access_log.push((entry, done))? {
            // Not in this request: it may be cancelled, and others wait for the group.
            tokio::spawn(write_groups(self.db.clone()));
        }
        written.await.unwrap_or(Err(DbError::Overloaded))
    }
}

impl AccessLogQueue {
    /// Adds an entry; true when the caller has to start the writer.
    fn push(&self, waiting: Waiting) -> Result<bool, DbError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waiting.len() >= CAPACITY {
            return Err(DbError::Overloaded);
        }
        state.waiting.push(waiting);
        Ok(!mem::replace(&mut state.writing, true))
    }

    /// Takes the next group; empty ends the writer.
    fn take(&self) -> Vec<Waiting> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let count = state.waiting.len().min(GROUP);
        state.writing = count > 0;
        state.waiting.drain(..count).collect()
    }
}

async fn write_groups(db: Db) {
    loop {
        let (entries, waiting): (Vec<_>, Vec<_>) = db.access_log.take().into_iter().unzip();
        if entries.is_empty() {
            return;
        }
        match write(&db, &entries).await {
            Ok(()) => waiting.into_iter().for_each(|done| {
                // Nobody listens when the request was given up.
                let _ = done.send(Ok(()));
            }),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(
                    error,
                    entries = entries.len(),
                    "failed to write the access log"
                );
                // The others see an error too: dropping their senders says so.
            }
        }
    }
}

async fn write(db: &Db, entries: &[AccessEntry]) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    insert(tx.connection(), entries).await?;
    tx.commit().await
}

async fn insert(connection: &mut PgConnection, entries: &[AccessEntry]) -> Result<(), DbError> {
    sqlx::query!(
        r#"insert into access_log (
               at, user_name, role_id, agency_id, action, allowed, record_type, record_id, method,
               route, request_id, client_address, details
           )
           select at, user_name, role_id, agency_id, action, allowed, record_type, record_id,
                  method, route, request_id, client_address, details
           from jsonb_populate_recordset(null::access_log, $1)"#,
        json!(entries),
    )
    .execute(connection)
    .await
    .map(|_| ())
    .map_err(DbError::query("access_log.insert"))
}

impl crate::Tx {
    /// Writes an entry with the transaction, for requests that write anyway.
    #[tracing::instrument(name = "db.access_log.insert", skip_all)]
    pub async fn log_access(&mut self, entry: &AccessEntry) -> Result<(), DbError> {
        insert(self.connection(), std::slice::from_ref(entry)).await
    }

    /// The newest entries about a record, newest first.
    #[tracing::instrument(name = "db.access_log.of_record", skip_all, fields(record.id = %record))]
    pub async fn accesses_of_record(
        &mut self,
        record: RecordId,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<LoggedAccess>, DbError> {
        let rows = sqlx::query!(
            r#"select at as "at: jiff_sqlx::Timestamp", user_name, action, allowed
               from access_log where record_id = $1 and at < $2
               order by at desc, entry_id desc limit $3"#,
            record.as_uuid(),
            before.to_sqlx() as _,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(DbError::query("access_log.of_record"))?;
        let entries = rows.into_iter().map(|row| LoggedAccess {
            at: row.at.to_jiff(),
            user_name: row.user_name,
            action: row.action,
            allowed: row.allowed,
        });
        Ok(entries.collect())
    }
}

/// One access to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedAccess {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user_name: Option<String>,
    /// What.
    pub action: String,
    /// Whether it was let through.
    pub allowed: bool,
}
