//! Changing one object: the tenant's own word, which later configurations respect.

use jiff_sqlx::ToSqlx;
use serde_json::Value;

use super::events::{ChangedBy, ConfigurationAction, NewEvent};
use super::{ConfigurationStore, NewObject, ObjectKind};
use crate::DbError;

/// One change of one object, to be written with its event.
struct ObjectChange<'a> {
    action: ConfigurationAction,
    kind: ObjectKind,
    unique_id: &'a str,
    before: Option<&'a Value>,
    after: Option<&'a Value>,
}

impl ConfigurationStore<'_> {
    /// Keeps everybody else from changing the configuration until the transaction ends. Call it
    /// before deciding about a change that depends on other objects than the one that changes.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the configuration is not at `revision` any more.
    #[tracing::instrument(name = "db.configuration.lock_at", skip_all)]
    pub async fn lock_at(&mut self, revision: i64) -> Result<(), DbError> {
        let (found, _) = self.lock_state().await?;
        if found == revision {
            Ok(())
        } else {
            Err(DbError::Stale)
        }
    }

    /// Adds an object of the tenant's own, under the number that a client chose or the next one.
    /// Returns the number.
    ///
    /// # Errors
    /// [`DbError::Exists`] when the id or the number is taken.
    #[tracing::instrument(name = "db.configuration.insert", skip_all)]
    pub async fn insert(
        &mut self,
        object: &NewObject,
        number: Option<i32>,
        by: ChangedBy<'_>,
    ) -> Result<i32, DbError> {
        let revision = self.lock_state().await?.0 + 1;
        let (kind, id) = (object.kind, object.unique_id.as_str());
        let number = if let Some(number) = number {
            self.reserve_number(kind, number).await?;
            number
        } else {
            self.take_numbers(kind, 1).await?
        };
        let base = self.undo_removal(kind.as_str(), id).await?;
        sqlx::query!(
            r#"insert into configuration_objects (
                   kind, unique_id, number_in_kind, position, document, base, created_at, updated_at
               )
               select $1, $2, $3, coalesce(max(position), 0) + 1, $4, $5, $6, $6
               from configuration_objects where kind = $1"#,
            kind.as_str(),
            id,
            number,
            object.document,
            base,
            by.at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.insert"))?;
        let change = ObjectChange {
            action: ConfigurationAction::Create,
            kind,
            unique_id: id,
            before: None,
            after: Some(&object.document),
        };
        self.finish(change, revision, by).await?;
        Ok(number)
    }

    /// Changes an object that was read with `version`. One that says the same already stays as it
    /// is, without an event.
    ///
    /// # Errors
    /// [`DbError::Stale`] when it was changed since, or is gone.
    #[tracing::instrument(name = "db.configuration.update", skip_all)]
    pub async fn update(
        &mut self,
        object: &NewObject,
        version: i64,
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        let revision = self.lock_state().await?.0 + 1;
        let (kind, id) = (object.kind, object.unique_id.as_str());
        let (before, _) = self.read_to_change(kind, id, version).await?;
        if before == object.document {
            return Ok(());
        }
        sqlx::query!(
            r#"update configuration_objects set
                   document = $4, version = version + 1, updated_at = $5
               where kind = $1 and unique_id = $2 and version = $3"#,
            kind.as_str(),
            id,
            version,
            object.document,
            by.at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.update"))?;
        let change = ObjectChange {
            action: ConfigurationAction::Update,
            kind,
            unique_id: id,
            before: Some(&before),
            after: Some(&object.document),
        };
        self.finish(change, revision, by).await
    }

    /// Removes an object that was read with `version`. One that the template brought does not come
    /// back when the template is applied again.
    ///
    /// # Errors
    /// [`DbError::Stale`] when it was changed since, or is gone.
    #[tracing::instrument(name = "db.configuration.remove", skip_all)]
    pub async fn remove(
        &mut self,
        kind: ObjectKind,
        unique_id: &str,
        version: i64,
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        let revision = self.lock_state().await?.0 + 1;
        let (before, base) = self.read_to_change(kind, unique_id, version).await?;
        sqlx::query!(
            "delete from configuration_objects where kind = $1 and unique_id = $2",
            kind.as_str(),
            unique_id,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.remove"))?;
        if base.is_some() {
            self.note_removal(kind.as_str(), unique_id, base.as_ref(), by.at)
                .await?;
        }
        let change = ObjectChange {
            action: ConfigurationAction::Destroy,
            kind,
            unique_id,
            before: Some(&before),
            after: None,
        };
        self.finish(change, revision, by).await
    }

    /// What the object says, and what the template said last.
    async fn read_to_change(
        &mut self,
        kind: ObjectKind,
        unique_id: &str,
        version: i64,
    ) -> Result<(Value, Option<Value>), DbError> {
        let row = sqlx::query!(
            r#"select document, base from configuration_objects
               where kind = $1 and unique_id = $2 and version = $3 for update"#,
            kind.as_str(),
            unique_id,
            version,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.read_to_change"))?;
        let row = row.ok_or(DbError::Stale)?;
        Ok((row.document, row.base))
    }

    /// What every change ends with: the version of a form, the event, the revision.
    async fn finish(
        &mut self,
        change: ObjectChange<'_>,
        revision: i64,
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        if change.kind == ObjectKind::Form {
            let form = change.unique_id;
            match change.after {
                Some(document) => {
                    self.store_form_version(form, document, revision, by.at)
                        .await?;
                }
                None => self.retire_form(form, None, revision, by.at).await?,
            }
        }
        let event = NewEvent {
            revision,
            at: by.at,
            user: Some(by.user),
            action: change.action,
            kind: change.kind.as_str(),
            unique_id: change.unique_id,
            before: change.before,
            after: change.after,
        };
        self.store_event(event).await?;
        self.store_revision(revision).await
    }

    /// Makes servers read the configuration anew.
    pub(crate) async fn store_revision(&mut self, revision: i64) -> Result<(), DbError> {
        sqlx::query!("update configuration_state set revision = $1", revision)
            .execute(&mut *self.connection)
            .await
            .map(|_| ())
            .map_err(DbError::query("configuration.store_revision"))
    }
}
