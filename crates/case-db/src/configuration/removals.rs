//! What the tenant removed although its template has it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

use super::ConfigurationStore;
use crate::DbError;

impl ConfigurationStore<'_> {
    /// Notes that an object is gone on purpose. `base` is what the template said last.
    pub(crate) async fn note_removal(
        &mut self,
        kind: &str,
        unique_id: &str,
        base: Option<&Value>,
        now: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into configuration_removals (kind, unique_id, base, removed_at)
               values ($1, $2, $3, $4)
               on conflict on constraint configuration_removals_key do update set
                   base = excluded.base, removed_at = excluded.removed_at"#,
            kind,
            unique_id,
            base,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.note_removal"))
    }

    /// Forgets a removal, as the object is made anew. Returns what the template said last.
    pub(crate) async fn undo_removal(
        &mut self,
        kind: &str,
        unique_id: &str,
    ) -> Result<Option<Value>, DbError> {
        let base = sqlx::query_scalar!(
            "delete from configuration_removals where kind = $1 and unique_id = $2 returning base",
            kind,
            unique_id,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.undo_removal"))?;
        Ok(base.flatten())
    }

    /// Every removal, by kind and id.
    pub(crate) async fn removals(
        &mut self,
    ) -> Result<HashMap<(String, String), Option<Value>>, DbError> {
        let rows = sqlx::query!("select kind, unique_id, base from configuration_removals")
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("configuration.removals"))?;
        let removals = rows.into_iter();
        Ok(removals
            .map(|row| ((row.kind, row.unique_id), row.base))
            .collect())
    }
}
