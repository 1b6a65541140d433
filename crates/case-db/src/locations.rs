//! Places: a hierarchy, large in some countries.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_forms::LocalizedText;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;

/// A place to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// How deep it lies: 0 for the top.
    pub admin_level: i32,
    /// The codes from the top to the place itself.
    pub path: Vec<String>,
    /// No longer offered.
    pub disabled: bool,
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
        let rows = sqlx::query!(
            r#"select code, number, location_type, placename as "placename: Json<LocalizedText>",
                      admin_level, path, disabled
               from locations order by number"#
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("locations.list"))?;
        let locations = rows.into_iter().map(|row| Location {
            code: row.code,
            number: row.number,
            location_type: row.location_type,
            placename: row.placename.0,
            admin_level: row.admin_level,
            path: row.path,
            disabled: row.disabled,
        });
        Ok(locations.collect())
    }

    /// Adds the places whose codes are not there yet; those that are stay as they are. A place
    /// whose parent is neither stored nor among those before it becomes a top. Returns how many
    /// were added.
    #[tracing::instrument(name = "db.locations.insert_missing", skip_all)]
    pub async fn insert_missing(
        &mut self,
        locations: &[NewLocation],
        now: Timestamp,
    ) -> Result<u64, DbError> {
        if locations.is_empty() {
            return Ok(0);
        }
        let paths = self.paths(locations).await?;
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

    /// The codes from the top to each place, itself included.
    async fn paths(&mut self, locations: &[NewLocation]) -> Result<Vec<Vec<String>>, DbError> {
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
