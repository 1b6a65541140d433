//! Who changed what of the configuration: one event a change, in its transaction.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_kernel::UserName;
use serde_json::Value;

use super::ConfigurationStore;
use crate::DbError;

/// Who changes the configuration, and when.
#[derive(Clone, Copy, Debug)]
pub struct ChangedBy<'a> {
    /// The person.
    pub user: &'a UserName,
    /// The moment.
    pub at: Timestamp,
}

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfigurationAction {
    Create,
    Update,
    Destroy,
    Apply,
}

impl ConfigurationAction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Destroy => "destroy",
            Self::Apply => "apply",
        }
    }
}

/// An event that is not numbered yet.
#[derive(Debug)]
pub(crate) struct NewEvent<'a> {
    pub(crate) revision: i64,
    pub(crate) at: Timestamp,
    pub(crate) user: Option<&'a UserName>,
    pub(crate) action: ConfigurationAction,
    pub(crate) kind: &'a str,
    pub(crate) unique_id: &'a str,
    pub(crate) before: Option<&'a Value>,
    pub(crate) after: Option<&'a Value>,
}

/// One change of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationEvent {
    /// Its place in the order of all changes; there may be gaps.
    pub number: i64,
    /// The revision of the configuration that it made.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// Who; none for a Job.
    pub user_name: Option<String>,
    /// `create`, `update`, `destroy`, or `apply` for a whole configuration.
    pub action: String,
    /// The kind of the object, or `location`, or `configuration`.
    pub kind: String,
    /// The id of the object.
    pub unique_id: String,
    /// What the object said before.
    pub before: Option<Value>,
    /// What it says since.
    pub after: Option<Value>,
}

impl ConfigurationStore<'_> {
    /// The newest events about one object, newest first.
    #[tracing::instrument(name = "db.configuration.events_of", skip_all)]
    pub async fn events_of(
        &mut self,
        kind: &str,
        unique_id: &str,
        limit: i64,
    ) -> Result<Vec<ConfigurationEvent>, DbError> {
        let rows = sqlx::query!(
            r#"select number, revision, at as "at: jiff_sqlx::Timestamp", user_name, action, kind,
                      unique_id, before, after
               from configuration_events where kind = $1 and unique_id = $2
               order by number desc limit $3"#,
            kind,
            unique_id,
            limit,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.events_of"))?;
        let events = rows.into_iter().map(|row| ConfigurationEvent {
            number: row.number,
            revision: row.revision,
            at: row.at.to_jiff(),
            user_name: row.user_name,
            action: row.action,
            kind: row.kind,
            unique_id: row.unique_id,
            before: row.before,
            after: row.after,
        });
        Ok(events.collect())
    }

    /// Writes an event.
    pub(crate) async fn store_event(&mut self, event: NewEvent<'_>) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into configuration_events (
                   revision, at, user_name, action, kind, unique_id, before, after
               ) values ($1, $2, $3, $4, $5, $6, $7, $8)"#,
            event.revision,
            event.at.to_sqlx() as _,
            event.user.map(UserName::as_str),
            event.action.as_str(),
            event.kind,
            event.unique_id,
            event.before,
            event.after,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.store_event"))
    }
}
