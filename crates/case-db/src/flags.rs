//! The numbers of flags. What a flag says is kept in its record.

use primero_case_model::{RecordId, RecordType};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::DbError;

/// The flags of the tenant.
#[derive(Debug)]
pub struct Flags<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Flags<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// Gives a new flag its number.
    ///
    /// # Errors
    /// [`DbError::Exists`] when there is a flag of this id.
    #[tracing::instrument(name = "db.flags.insert", skip_all, fields(record.id = %record))]
    pub async fn insert(
        &mut self,
        (record_type, record): (RecordType, RecordId),
        unique_id: Uuid,
        flagged_by: &str,
    ) -> Result<i64, DbError> {
        sqlx::query_scalar!(
            r#"insert into flags (record_type, record_id, unique_id, flagged_by)
               values ($1, $2, $3, $4) returning flag_id"#,
            record_type.as_str(),
            record.as_uuid(),
            unique_id,
            flagged_by,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map(i64::from)
        .map_err(DbError::query("flags.insert"))
    }

    /// Takes a flag off the lists of open ones.
    #[tracing::instrument(name = "db.flags.resolve", skip_all)]
    pub async fn resolve(&mut self, unique_id: Uuid) -> Result<(), DbError> {
        sqlx::query!(
            "update flags set removed = true where unique_id = $1",
            unique_id
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("flags.resolve"))
    }
}
