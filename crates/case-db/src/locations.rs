//! Places: a hierarchy, large in some countries.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_forms::LocalizedText;
use serde::Serialize;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;
use crate::configuration::ConfigurationStore;

mod write;

pub use write::OfferedChange;

/// The word for a place in events and removals of the configuration.
const KIND: &str = "location";

/// A place to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewLocation {
    /// The stable code.
    pub code: String,
    /// The kind of place, for example `district`.
    pub location_type: String,
    /// Its name, without those of the places around it.
    pub placename: LocalizedText,
    /// The code of the place that holds it.
    pub parent_code: Option<String>,
    /// No longer offered.
    pub disabled: bool,
}

/// A place as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The stable code.
    pub code: String,
    /// Its number in API v2.
    pub number: i32,
    /// The kind of place.
    pub location_type: String,
    /// Its name, without those of the places around it.
    pub placename: LocalizedText,
    /// The code of the place that holds it.
    pub parent_code: Option<String>,
    /// How deep it lies: 0 for the top.
    pub admin_level: i32,
    /// No longer offered.
    pub disabled: bool,
}

struct Row {
    code: String,
    number: i32,
    location_type: String,
    placename: Json<LocalizedText>,
    parent_code: Option<String>,
    admin_level: i32,
    disabled: bool,
}

impl From<Row> for Location {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            number: row.number,
            location_type: row.location_type,
            placename: row.placename.0,
            parent_code: row.parent_code,
            admin_level: row.admin_level,
            disabled: row.disabled,
        }
    }
}

/// The places of the tenant.
#[derive(Debug)]
pub struct Locations<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Locations<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// All places, by number.
    #[tracing::instrument(name = "db.locations.list", skip_all)]
    pub async fn list(&mut self) -> Result<Vec<Location>, DbError> {
        sqlx::query_as!(
            Row,
            r#"select code, number, location_type, placename as "placename: Json<LocalizedText>",
                      parent_code, admin_level, disabled
               from locations order by number"#
        )
        .map(Location::from)
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.list"))
    }

    /// These places and those above them, by number.
    #[tracing::instrument(name = "db.locations.with_ancestors", skip_all)]
    pub async fn with_ancestors(&mut self, codes: &[&str]) -> Result<Vec<Location>, DbError> {
        sqlx::query_as!(
            Row,
            r#"select code, number, location_type, placename as "placename: Json<LocalizedText>",
                      parent_code, admin_level, disabled
               from locations
               where code in (select unnest(path) from locations where code = any($1))
               order by number"#,
            codes as &[&str],
        )
        .map(Location::from)
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.with_ancestors"))
    }

    /// Adds the places whose codes are not there yet; those that are stay as they are, and those
    /// that the tenant removed stay away with everything below them. A place whose parent is neither
    /// stored nor among those before it becomes a top. Returns how many were added.
    #[tracing::instrument(name = "db.locations.insert_missing", skip_all)]
    pub async fn insert_missing(
        &mut self,
        locations: &[NewLocation],
        now: Timestamp,
    ) -> Result<u64, DbError> {
        if locations.is_empty() {
            return Ok(0);
        }
        let locations = self.without_removed(locations).await?;
        let paths = self.paths(&locations).await?;
        let rows: Vec<_> = locations
            .iter()
            .zip(&paths)
            .map(|(location, path)| {
                json!({
                    "code": location.code,
                    "location_type": location.location_type,
                    "placename": location.placename,
                    "parent_code": path.len().checked_sub(2).and_then(|above| path.get(above)),
                    "admin_level": path.len() - 1,
                    "path": path,
                    "disabled": location.disabled,
                })
            })
            .collect();
        sqlx::query!(
            r#"insert into locations (
                   code, location_type, placename, parent_code, admin_level, path, disabled,
                   updated_at
               )
               select l.code, l.location_type, l.placename, l.parent_code, l.admin_level, l.path,
                      l.disabled, $2
               from jsonb_array_elements($1::jsonb) with ordinality as n (location, place),
                    jsonb_populate_record(null::locations, n.location) as l
               order by n.place
               on conflict on constraint locations_key do nothing"#,
            json!(rows),
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("locations.insert_missing"))
    }

    /// The places but for those that the tenant removed, and those below them.
    async fn without_removed<'l>(
        &mut self,
        locations: &'l [NewLocation],
    ) -> Result<Vec<&'l NewLocation>, DbError> {
        let removals = ConfigurationStore::new(self.connection).removals().await?;
        let mut gone: HashSet<&str> = removals
            .keys()
            .filter(|(kind, _)| kind == KIND)
            .map(|(_, code)| code.as_str())
            .collect();
        let mut kept = Vec::with_capacity(locations.len());
        for location in locations {
            let parent = location.parent_code.as_deref();
            if gone.contains(location.code.as_str())
                || parent.is_some_and(|parent| gone.contains(parent))
            {
                gone.insert(&location.code);
            } else {
                kept.push(location);
            }
        }
        Ok(kept)
    }

    /// The codes from the top to each place, itself included.
    async fn paths(&mut self, locations: &[&NewLocation]) -> Result<Vec<Vec<String>>, DbError> {
        let parents: Vec<String> = locations
            .iter()
            .filter_map(|location| location.parent_code.clone())
            .collect();
        let stored = sqlx::query!(
            "select code, path from locations where code = any($1)",
            &parents
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.paths"))?;
        let mut known: HashMap<String, Vec<String>> =
            stored.into_iter().map(|row| (row.code, row.path)).collect();
        let paths = locations.iter().map(|location| {
            let above = location
                .parent_code
                .as_ref()
                .and_then(|parent| known.get(parent));
            let mut path = above.cloned().unwrap_or_default();
            path.push(location.code.clone());
            known.insert(location.code.clone(), path.clone());
            path
        });
        Ok(paths.collect())
    }
}
