//! Applying a whole configuration at once, without destroying what the tenant changed.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

use super::{ConfigurationStore, NewConfiguration, NewObject, ObjectKind};
use crate::DbError;
use crate::locations::Locations;

/// What an application of a configuration did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The revision of the configuration now.
    pub revision: i64,
    /// The very same configuration was there already; nothing was written.
    pub was_applied_before: bool,
    /// Objects that are new.
    pub added: u32,
    /// Objects that changed.
    pub updated: u32,
    /// Objects that stay as the tenant has them, although the template says something else. Their
    /// base is the template's new word, for a merge by people.
    pub kept: Vec<(ObjectKind, String)>,
    /// Locations that are new.
    pub locations_added: u64,
}

/// What to do with one object.
struct Plan<'c> {
    position: i32,
    object: &'c NewObject,
    /// What the object says from now on: the template's word, or the tenant's own.
    document: &'c Value,
}

struct Existing {
    document: Value,
    base: Option<Value>,
    position: i32,
}

impl ConfigurationStore<'_> {
    /// Applies a configuration.
    ///
    /// # Guarantees
    /// All or nothing, with the transaction. Two at once wait for each other. The same
    /// configuration again writes nothing. What the tenant changed stays as it is; what the
    /// configuration no longer has stays too.
    #[tracing::instrument(name = "db.configuration.apply", skip_all)]
    pub async fn apply(
        &mut self,
        configuration: &NewConfiguration,
        now: Timestamp,
    ) -> Result<Applied, DbError> {
        let (revision, digest) = self.lock_state().await?;
        if digest.as_deref() == Some(configuration.input_digest.as_str()) {
            return Ok(Applied {
                revision,
                was_applied_before: true,
                ..Applied::default()
            });
        }
        let existing = self.existing().await?;
        let revision = revision + 1;
        let mut applied = Applied {
            revision,
            ..Applied::default()
        };
        let plans = plan(configuration, &existing, &mut applied);
        self.store(&plans, now).await?;
        for plan in plans
            .iter()
            .filter(|plan| plan.object.kind == ObjectKind::Form)
        {
            let form = plan.object.unique_id.as_str();
            self.store_form_version(form, plan.document, revision, now)
                .await?;
        }
        applied.locations_added = Locations::new(self.connection)
            .insert_missing(&configuration.locations, now)
            .await?;
        self.store_state(configuration, revision, now).await?;
        Ok(applied)
    }

    /// Reads the state and keeps it until the transaction ends: the fence for everybody who
    /// changes the configuration.
    pub(super) async fn lock_state(&mut self) -> Result<(i64, Option<String>), DbError> {
        sqlx::query!("select revision, input_digest from configuration_state for update")
            .fetch_one(&mut *self.connection)
            .await
            .map(|row| (row.revision, row.input_digest))
            .map_err(DbError::query("configuration.lock_state"))
    }

    async fn existing(&mut self) -> Result<HashMap<(String, String), Existing>, DbError> {
        let rows = sqlx::query!(
            "select kind, unique_id, position, document, base from configuration_objects"
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.existing"))?;
        let existing = rows.into_iter().map(|row| {
            let existing = Existing {
                document: row.document,
                base: row.base,
                position: row.position,
            };
            ((row.kind, row.unique_id), existing)
        });
        Ok(existing.collect())
    }

    async fn store(&mut self, plans: &[Plan<'_>], now: Timestamp) -> Result<(), DbError> {
        let kinds: Vec<String> = plans
            .iter()
            .map(|plan| plan.object.kind.as_str().to_owned())
            .collect();
        let ids: Vec<String> = plans
            .iter()
            .map(|plan| plan.object.unique_id.as_str().to_owned())
            .collect();
        let positions: Vec<i32> = plans.iter().map(|plan| plan.position).collect();
        let documents: Vec<Value> = plans.iter().map(|plan| plan.document.clone()).collect();
        let bases: Vec<Value> = plans
            .iter()
            .map(|plan| plan.object.document.clone())
            .collect();
        sqlx::query!(
            r#"insert into configuration_objects as o (
                   kind, unique_id, position, document, base, updated_at
               )
               select kind, unique_id, position, document, base, $6
               from unnest($1::text[], $2::text[], $3::integer[], $4::jsonb[], $5::jsonb[])
                   with ordinality as n (kind, unique_id, position, document, base, place)
               order by place
               on conflict on constraint configuration_objects_key do update set
                   position = excluded.position, document = excluded.document,
                   base = excluded.base, version = o.version + 1, updated_at = excluded.updated_at"#,
            &kinds,
            &ids,
            &positions,
            &documents,
            &bases,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.store"))
    }

    async fn store_state(
        &mut self,
        configuration: &NewConfiguration,
        revision: i64,
        now: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"update configuration_state set
                   revision = $1, template_name = $2, template_version = $3, template_digest = $4,
                   languages = $5, input_digest = $6, applied_at = $7"#,
            revision,
            configuration.template_name,
            configuration.template_version,
            configuration.template_digest,
            &configuration.languages,
            configuration.input_digest,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.store_state"))
    }
}

/// Decides about each object; those that need no write are left out.
fn plan<'c>(
    configuration: &'c NewConfiguration,
    existing: &'c HashMap<(String, String), Existing>,
    applied: &mut Applied,
) -> Vec<Plan<'c>> {
    let mut positions: HashMap<ObjectKind, i32> = HashMap::new();
    let mut plans = Vec::new();
    for object in &configuration.objects {
        let position = positions.entry(object.kind).or_default();
        *position += 1;
        let position = *position;
        let key = (
            object.kind.as_str().to_owned(),
            object.unique_id.as_str().to_owned(),
        );
        let Some(old) = existing.get(&key) else {
            applied.added += 1;
            plans.push(Plan {
                position,
                object,
                document: &object.document,
            });
            continue;
        };
        let is_local = old.base.as_ref() != Some(&old.document) && old.document != object.document;
        if is_local {
            applied.kept.push((object.kind, key.1));
        } else if old.document != object.document {
            applied.updated += 1;
        }
        let document = if is_local {
            &old.document
        } else {
            &object.document
        };
        let is_settled = old.base.as_ref() == Some(&object.document)
            && old.document == *document
            && old.position == position;
        if !is_settled {
            plans.push(Plan {
                position,
                object,
                document,
            });
        }
    }
    plans
}
