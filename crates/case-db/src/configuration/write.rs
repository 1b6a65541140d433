//! Changing one object: the tenant's own word, which later configurations respect.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use super::{ConfigurationStore, NewObject, ObjectKind};
use crate::DbError;

impl ConfigurationStore<'_> {
    /// Adds an object of the tenant's own. Returns its number.
    ///
    /// # Errors
    /// [`DbError::Exists`] when the id is taken.
    #[tracing::instrument(name = "db.configuration.insert", skip_all)]
    pub async fn insert(&mut self, object: &NewObject, now: Timestamp) -> Result<i32, DbError> {
        let revision = self.next_revision().await?;
        let number = sqlx::query_scalar!(
            r#"insert into configuration_objects (kind, unique_id, position, document, updated_at)
               select $1, $2, coalesce(max(position), 0) + 1, $3, $4
               from configuration_objects where kind = $1
               returning number"#,
            object.kind.as_str(),
            object.unique_id.as_str(),
            object.document,
            now.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.insert"))?;
        self.follow_form(object, revision, now).await?;
        Ok(number)
    }

    /// Changes an object that was read with `version`.
    ///
    /// # Errors
    /// [`DbError::Stale`] when it was changed since.
    #[tracing::instrument(name = "db.configuration.write", skip_all)]
    pub async fn write(
        &mut self,
        object: &NewObject,
        version: i64,
        now: Timestamp,
    ) -> Result<(), DbError> {
        let revision = self.next_revision().await?;
        let done = sqlx::query!(
            r#"update configuration_objects set
                   document = $4, version = version + 1, updated_at = $5
               where kind = $1 and unique_id = $2 and version = $3"#,
            object.kind.as_str(),
            object.unique_id.as_str(),
            version,
            object.document,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.write"))?;
        if done.rows_affected() == 0 {
            return Err(DbError::Stale);
        }
        self.follow_form(object, revision, now).await
    }

    /// Removes an object. True when it was there.
    #[tracing::instrument(name = "db.configuration.delete", skip_all)]
    pub async fn delete(
        &mut self,
        kind: ObjectKind,
        unique_id: &str,
        now: Timestamp,
    ) -> Result<bool, DbError> {
        let revision = self.next_revision().await?;
        let done = sqlx::query!(
            "delete from configuration_objects where kind = $1 and unique_id = $2",
            kind.as_str(),
            unique_id,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.delete"))?;
        if kind == ObjectKind::Form {
            self.retire_form(unique_id, None, revision, now).await?;
        }
        Ok(done.rows_affected() > 0)
    }

    /// Counts the revision up. The row stays locked until the transaction ends.
    async fn next_revision(&mut self) -> Result<i64, DbError> {
        sqlx::query_scalar!(
            "update configuration_state set revision = revision + 1 returning revision"
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.next_revision"))
    }

    async fn follow_form(
        &mut self,
        object: &NewObject,
        revision: i64,
        now: Timestamp,
    ) -> Result<(), DbError> {
        if object.kind == ObjectKind::Form {
            let form = object.unique_id.as_str();
            self.store_form_version(form, &object.document, revision, now)
                .await?;
        }
        Ok(())
    }
}
