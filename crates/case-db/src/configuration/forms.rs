//! Forms: the numbers of their fields, and what they were before.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::Value;

use super::{ConfigurationStore, FORM_RETENTION_DAYS, FormVersion};
use crate::DbError;

impl ConfigurationStore<'_> {
    /// A form as it was at a revision of the configuration.
    #[tracing::instrument(name = "db.configuration.form_at", skip_all)]
    pub async fn form_at(
        &mut self,
        form: &str,
        revision: i64,
    ) -> Result<Option<FormVersion>, DbError> {
        let row = sqlx::query!(
            r#"select first_revision, last_revision, document,
                      retired_at as "retired_at: jiff_sqlx::Timestamp"
               from form_versions
               where form_unique_id = $1 and first_revision <= $2
                 and (last_revision is null or last_revision >= $2)"#,
            form,
            revision,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.form_at"))?;
        Ok(row.map(|row| FormVersion {
            first_revision: row.first_revision,
            last_revision: row.last_revision,
            document: row.document,
            retired_at: row.retired_at.map(jiff_sqlx::Timestamp::to_jiff),
        }))
    }

    /// The numbers of a form's fields, by name; also of fields that it had once.
    #[tracing::instrument(name = "db.configuration.field_numbers", skip_all)]
    pub async fn field_numbers(&mut self, form: &str) -> Result<HashMap<String, i32>, DbError> {
        let rows = sqlx::query!(
            "select name, number from form_fields where form_unique_id = $1",
            form,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.field_numbers"))?;
        Ok(rows.into_iter().map(|row| (row.name, row.number)).collect())
    }

    /// Forgets forms that were replaced longer ago than they must be kept.
    #[tracing::instrument(name = "db.configuration.forget_old_forms", skip_all)]
    pub async fn forget_old_forms(&mut self, now: Timestamp) -> Result<u64, DbError> {
        let kept = SignedDuration::from_hours(24 * FORM_RETENTION_DAYS);
        let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
        sqlx::query!(
            "delete from form_versions where retired_at < $1",
            before.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("configuration.forget_old_forms"))
    }

    /// Makes `document` what the form is from `revision` on, unless it is that already, and gives
    /// numbers to its new fields.
    pub(super) async fn store_form_version(
        &mut self,
        form: &str,
        document: &Value,
        revision: i64,
        now: Timestamp,
    ) -> Result<(), DbError> {
        self.retire_form(form, Some(document), revision, now)
            .await?;
        sqlx::query!(
            r#"insert into form_versions (form_unique_id, first_revision, document)
               select $1, $2, $3
               where not exists (
                   select from form_versions where form_unique_id = $1 and last_revision is null
               )"#,
            form,
            revision,
            document,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.store_form_version"))?;
        sqlx::query!(
            r#"insert into form_fields (form_unique_id, name)
               select $1, f.field ->> 'name'
               from jsonb_array_elements($2::jsonb -> 'fields') with ordinality as f (field, place)
               where f.field ->> 'name' is not null
               order by f.place
               on conflict on constraint form_fields_key do nothing"#,
            form,
            document,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.number_fields"))
    }

    /// Ends the version of a form that is in use, unless it is `unless`.
    pub(super) async fn retire_form(
        &mut self,
        form: &str,
        unless: Option<&Value>,
        revision: i64,
        now: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"update form_versions set last_revision = $2::bigint - 1, retired_at = $3
               where form_unique_id = $1 and last_revision is null
                 and document is distinct from $4"#,
            form,
            revision,
            now.to_sqlx() as _,
            unless,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.retire_form"))
    }
}
