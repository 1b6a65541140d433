//! Changing places, each change with its event.

use jiff_sqlx::ToSqlx;
use serde_json::{Value, json};
use sqlx::types::Json;

use super::{KIND, Locations, NewLocation};
use crate::DbError;
use crate::configuration::{ChangedBy, ConfigurationAction, ConfigurationStore, NewEvent};

/// A place that is offered from now on, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedChange<'a> {
    /// The place.
    pub code: &'a str,
    /// No longer offered.
    pub disabled: bool,
}

impl Locations<'_> {
    /// Adds a place, under the number that a client chose or the next one. Returns the number. Its
    /// parent must be there.
    ///
    /// # Errors
    /// [`DbError::Exists`] when the code or the number is taken.
    #[tracing::instrument(name = "db.locations.insert", skip_all)]
    pub async fn insert(
        &mut self,
        location: &NewLocation,
        number: Option<i32>,
        by: ChangedBy<'_>,
    ) -> Result<i32, DbError> {
        let mut configuration = ConfigurationStore::new(self.connection);
        let revision = configuration.lock_state().await?.0 + 1;
        configuration.undo_removal(KIND, &location.code).await?;
        let paths = self.paths(&[location]).await?;
        let path = paths.into_iter().next().unwrap_or_default();
        let number = sqlx::query_scalar!(
            r#"insert into locations (
                   code, number, location_type, placename, parent_code, admin_level, path, disabled,
                   updated_at
               ) overriding system value values (
                   $1,
                   coalesce($2::integer, nextval(pg_get_serial_sequence('locations', 'number'))),
                   $3, $4, $5, cardinality($6::text[]) - 1, $6, $7, $8
               ) returning number"#,
            location.code,
            number,
            location.location_type,
            Json(&location.placename) as _,
            location.parent_code,
            &path,
            location.disabled,
            by.at.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.insert"))?;
        let event = event(ConfigurationAction::Create, revision, &location.code, by);
        self.finish(NewEvent {
            after: Some(&json!(location)),
            ..event
        })
        .await?;
        Ok(number)
    }

    /// Changes kind, name and whether it is offered; code and parent never change.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the place is gone.
    #[tracing::instrument(name = "db.locations.update", skip_all)]
    pub async fn update(
        &mut self,
        location: &NewLocation,
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        let revision = self.lock().await?;
        let before = sqlx::query_scalar!(
            r#"update locations as l set
                   location_type = $2, placename = $3, disabled = $4, updated_at = $5
               from locations as old
               where l.code = $1 and old.code = l.code
               returning to_jsonb(old) - 'path' - 'number' as "before!: Value""#,
            location.code,
            location.location_type,
            Json(&location.placename) as _,
            location.disabled,
            by.at.to_sqlx() as _,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.update"))?
        .ok_or(DbError::Stale)?;
        let event = event(ConfigurationAction::Update, revision, &location.code, by);
        self.finish(NewEvent {
            before: Some(&before),
            after: Some(&json!(location)),
            ..event
        })
        .await
    }

    /// Offers places, or stops offering them. Places that are so already, and codes that are not
    /// there, change nothing.
    #[tracing::instrument(name = "db.locations.offer", skip_all)]
    pub async fn offer(
        &mut self,
        changes: &[OfferedChange<'_>],
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        let revision = self.lock().await?;
        let codes: Vec<String> = changes
            .iter()
            .map(|change| change.code.to_owned())
            .collect();
        let disabled: Vec<bool> = changes.iter().map(|change| change.disabled).collect();
        sqlx::query!(
            r#"with changed as (
                   update locations as l set disabled = w.disabled, updated_at = $3
                   from unnest($1::text[], $2::boolean[]) as w (code, disabled)
                   where l.code = w.code and l.disabled <> w.disabled
                   returning l.code, l.disabled
               )
               insert into configuration_events (
                   revision, at, user_name, action, kind, unique_id, before, after
               )
               select $4, $3, $5, 'update', $6, code,
                      jsonb_build_object('disabled', not disabled),
                      jsonb_build_object('disabled', disabled)
               from changed order by code"#,
            &codes,
            &disabled,
            by.at.to_sqlx() as _,
            revision,
            by.user.as_str(),
            KIND,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.offer"))?;
        ConfigurationStore::new(self.connection)
            .store_revision(revision)
            .await
    }

    /// Removes a place that holds no others. One that the template brought does not come back when
    /// the template is applied again.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the place is gone.
    #[tracing::instrument(name = "db.locations.remove", skip_all)]
    pub async fn remove(&mut self, code: &str, by: ChangedBy<'_>) -> Result<(), DbError> {
        let revision = self.lock().await?;
        let before = sqlx::query_scalar!(
            r#"delete from locations as l where code = $1
               returning to_jsonb(l) - 'path' - 'number' as "before!: Value""#,
            code,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.remove"))?
        .ok_or(DbError::Stale)?;
        ConfigurationStore::new(self.connection)
            .note_removal(KIND, code, None, by.at)
            .await?;
        let event = event(ConfigurationAction::Destroy, revision, code, by);
        self.finish(NewEvent {
            before: Some(&before),
            ..event
        })
        .await
    }

    /// The revision that the change makes.
    async fn lock(&mut self) -> Result<i64, DbError> {
        let mut configuration = ConfigurationStore::new(self.connection);
        Ok(configuration.lock_state().await?.0 + 1)
    }

    async fn finish(&mut self, event: NewEvent<'_>) -> Result<(), DbError> {
        let mut configuration = ConfigurationStore::new(self.connection);
        let revision = event.revision;
        configuration.store_event(event).await?;
        configuration.store_revision(revision).await
    }
}

const fn event<'a>(
    action: ConfigurationAction,
    revision: i64,
    code: &'a str,
    by: ChangedBy<'a>,
) -> NewEvent<'a> {
    NewEvent {
        revision,
        at: by.at,
        user: Some(by.user),
        action,
        kind: KIND,
        unique_id: code,
        before: None,
        after: None,
    }
}
