//! Reading the configuration, whole.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use super::{ConfigurationStore, ObjectKind};
use crate::DbError;

/// What is configured, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationState {
    /// Counts the changes. Two copies with the same revision are the same.
    pub revision: i64,
    /// The template's name; none before the first configuration.
    pub template_name: Option<String>,
    /// The template's version.
    pub template_version: Option<String>,
    /// The digest of the template's bundle.
    pub template_digest: Option<String>,
    /// The languages; the first is the default.
    pub languages: Vec<String>,
    /// The digest of everything that went in.
    pub input_digest: Option<String>,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// Counts the changes of places.
    pub locations_revision: i64,
}

/// One object as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Its id.
    pub unique_id: String,
    /// Its number in API v2.
    pub number: i32,
    /// All of it.
    pub document: Value,
    /// Counts its changes: an update names the version it is based on.
    pub version: i64,
    /// Whether it is as the template has it.
    pub is_as_template: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// Everything but the locations, read in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedConfiguration {
    /// What is configured.
    pub state: ConfigurationState,
    /// The objects by kind, in order within it.
    pub objects: Vec<StoredObject>,
    /// The number of each field, by the ids of its form and its own name.
    pub field_numbers: HashMap<String, HashMap<String, i32>>,
}

impl ConfigurationStore<'_> {
    /// What is configured, in short.
    #[tracing::instrument(name = "db.configuration.state", skip_all)]
    pub async fn state(&mut self) -> Result<ConfigurationState, DbError> {
        let row = sqlx::query!(
            r#"select revision, template_name, template_version, template_digest, languages,
                      input_digest, applied_at as "applied_at: jiff_sqlx::Timestamp",
                      locations_revision
               from configuration_state"#
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.state"))?;
        Ok(ConfigurationState {
            revision: row.revision,
            template_name: row.template_name,
            template_version: row.template_version,
            template_digest: row.template_digest,
            languages: row.languages,
            input_digest: row.input_digest,
            applied_at: row.applied_at.map(jiff_sqlx::Timestamp::to_jiff),
            locations_revision: row.locations_revision,
        })
    }

    /// Everything but the locations.
    #[tracing::instrument(name = "db.configuration.load", skip_all)]
    pub async fn load(&mut self) -> Result<LoadedConfiguration, DbError> {
        // The state is read first: a change in between makes this copy old, never a new one wrong.
        let state = self.state().await?;
        let objects = self.objects().await?;
        let rows = sqlx::query!("select form_unique_id, name, number from form_fields")
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("configuration.field_numbers"))?;
        let mut field_numbers: HashMap<String, HashMap<String, i32>> = HashMap::new();
        for row in rows {
            field_numbers
                .entry(row.form_unique_id)
                .or_default()
                .insert(row.name, row.number);
        }
        Ok(LoadedConfiguration {
            state,
            objects,
            field_numbers,
        })
    }

    /// One object.
    #[tracing::instrument(name = "db.configuration.find", skip_all)]
    pub async fn find(
        &mut self,
        kind: ObjectKind,
        unique_id: &str,
    ) -> Result<Option<StoredObject>, DbError> {
        let row = sqlx::query_as!(
            ObjectRow,
            r#"select kind, unique_id, coalesce(number_in_kind, number) as "number!", document,
                      version, coalesce(created_at, updated_at) as "created_at!: jiff_sqlx::Timestamp",
                      document is not distinct from base as "is_as_template!",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from configuration_objects where kind = $1 and unique_id = $2"#,
            kind.as_str(),
            unique_id,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.find"))?;
        row.map(StoredObject::try_from).transpose()
    }

    async fn objects(&mut self) -> Result<Vec<StoredObject>, DbError> {
        sqlx::query_as!(
            ObjectRow,
            r#"select kind, unique_id, coalesce(number_in_kind, number) as "number!", document,
                      version, coalesce(created_at, updated_at) as "created_at!: jiff_sqlx::Timestamp",
                      document is not distinct from base as "is_as_template!",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from configuration_objects order by kind, position, number_in_kind"#
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.objects"))?
        .into_iter()
        .map(StoredObject::try_from)
        .collect()
    }
}

struct ObjectRow {
    kind: String,
    unique_id: String,
    number: i32,
    document: Value,
    version: i64,
    is_as_template: bool,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

impl TryFrom<ObjectRow> for StoredObject {
    type Error = DbError;

    fn try_from(row: ObjectRow) -> Result<Self, DbError> {
        let known = ObjectKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == row.kind);
        let Some(kind) = known else {
            let problem = format!("there is no kind {:?}", row.kind);
            return Err(DbError::inconsistent(
                "configuration_objects",
                row.unique_id,
                problem,
            ));
        };
        Ok(Self {
            kind,
            unique_id: row.unique_id,
            number: row.number,
            document: row.document,
            version: row.version,
            is_as_template: row.is_as_template,
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
        })
    }
}
