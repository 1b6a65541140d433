//! Operations that clients gave an id: each has one effect, however often it is sent.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_case_model::{Changed, OperationId, Outcome, Record, RecordId, Revision};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::DbError;
use crate::row::{bigint, revision};

/// What became of an operation that came before.
#[derive(Clone, Debug, PartialEq)]
pub struct RememberedOperation {
    /// The record.
    pub record: RecordId,
    /// The record's revision after it.
    pub revision: Revision,
    /// What became of it.
    pub outcome: Outcome,
}

/// The operations of the last ninety days and more.
#[derive(Debug)]
pub struct Operations<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Operations<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// Those of the given operations that came before.
    #[tracing::instrument(name = "db.operations.find", skip_all)]
    pub async fn find(
        &mut self,
        ids: &[OperationId],
    ) -> Result<HashMap<OperationId, RememberedOperation>, DbError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.as_uuid()).collect();
        let rows = sqlx::query!(
            r#"select operation_id, record_id, revision, outcome as "outcome: Json<Outcome>"
               from operations where operation_id = any($1)"#,
            &ids,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("operations.find"))?;
        let remembered = rows.into_iter().map(|row| {
            let revision = revision(row.revision).map_err(|problem| {
                DbError::inconsistent("operations", row.operation_id, problem)
            })?;
            let record = RecordId::from_uuid(row.record_id);
            let operation = RememberedOperation {
                record,
                revision,
                outcome: row.outcome.0,
            };
            Ok((OperationId::from_uuid(row.operation_id), operation))
        });
        remembered.collect()
    }

    /// Remembers the outcome of an operation that changed nothing. What changed a record is
    /// remembered when the record is stored.
    #[tracing::instrument(name = "db.operations.insert", skip_all, fields(operation.id = %id))]
    pub async fn insert(
        &mut self,
        id: OperationId,
        operation: &RememberedOperation,
        at: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into operations (operation_id, record_id, revision, outcome, received_at)
               values ($1, $2, $3, $4, $5)"#,
            id.as_uuid(),
            operation.record.as_uuid(),
            bigint(operation.revision.number()),
            json!(operation.outcome),
            at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("operations.insert"))
    }

    pub(crate) async fn remember(&mut self, changed: &Changed<Record>) -> Result<(), DbError> {
        if changed.outcomes().is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = changed
            .outcomes()
            .iter()
            .map(|(id, _)| id.as_uuid())
            .collect();
        let outcomes: Vec<_> = changed
            .outcomes()
            .iter()
            .map(|(_, outcome)| json!(outcome))
            .collect();
        sqlx::query!(
            r#"insert into operations (operation_id, record_id, revision, outcome, received_at)
               select id, $3, $4, outcome, $5 from unnest($1::uuid[], $2::jsonb[]) as o (id, outcome)"#,
            &ids,
            &outcomes,
            changed.entity().id().as_uuid(),
            bigint(changed.entity().revision().number()),
            changed.event().at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("operations.remember"))
    }

    /// Forgets operations received before a time, at most `limit` of them.
    #[tracing::instrument(name = "db.operations.forget_before", skip_all)]
    pub async fn forget_before(&mut self, at: Timestamp, limit: i64) -> Result<u64, DbError> {
        sqlx::query!(
            r#"delete from operations where operation_id in (
                   select operation_id from operations where received_at < $1 limit $2
               )"#,
            at.to_sqlx() as _,
            limit,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("operations.forget_before"))
    }
}
