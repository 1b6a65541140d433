//! What users agree to: texts that follow one another, none of which ever changes.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::json;
use sqlx::PgConnection;

use crate::DbError;
use crate::configuration::{ChangedBy, ConfigurationAction, ConfigurationStore, NewEvent};

/// A code of conduct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOfConduct {
    /// Its number in API v2.
    pub number: i32,
    /// The title.
    pub title: String,
    /// The text.
    pub content: String,
    /// Since when it is in force.
    pub created_at: Timestamp,
    /// Who wrote it.
    pub created_by: String,
}

/// The codes of conduct of the tenant.
#[derive(Debug)]
pub struct CodesOfConduct<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> CodesOfConduct<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// The one that is in force, if there is any.
    #[tracing::instrument(name = "db.codes_of_conduct.current", skip_all)]
    pub async fn current(&mut self) -> Result<Option<CodeOfConduct>, DbError> {
        let row = sqlx::query!(
            r#"select number, title, content, created_at as "created_at: jiff_sqlx::Timestamp",
                      created_by
               from codes_of_conduct order by number desc limit 1"#
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("codes_of_conduct.current"))?;
        Ok(row.map(|row| CodeOfConduct {
            number: row.number,
            title: row.title,
            content: row.content,
            created_at: row.created_at.to_jiff(),
            created_by: row.created_by,
        }))
    }

    /// Puts a new one in force. Returns its number.
    #[tracing::instrument(name = "db.codes_of_conduct.insert", skip_all)]
    pub async fn insert(
        &mut self,
        title: &str,
        content: &str,
        by: ChangedBy<'_>,
    ) -> Result<i32, DbError> {
        let number = sqlx::query_scalar!(
            r#"insert into codes_of_conduct (title, content, created_at, created_by)
               values ($1, $2, $3, $4) returning number"#,
            title,
            content,
            by.at.to_sqlx() as _,
            by.user.as_str(),
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("codes_of_conduct.insert"))?;
        let mut configuration = ConfigurationStore::new(self.connection);
        let revision = configuration.lock_state().await?.0 + 1;
        let event = NewEvent {
            revision,
            at: by.at,
            user: Some(by.user),
            action: ConfigurationAction::Create,
            kind: "code_of_conduct",
            unique_id: &number.to_string(),
            before: None,
            after: Some(&json!({"title": title, "content": content})),
        };
        configuration.store_event(event).await?;
        configuration.store_revision(revision).await?;
        Ok(number)
    }
}
