//! Applying a whole configuration at once, without destroying what the tenant changed.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::{Value, json};

use super::{
    ConfigurationAction, ConfigurationStore, NewConfiguration, NewEvent, NewObject, ObjectKind,
};
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
#[derive(Clone, Copy)]
struct Plan<'c> {
    position: i32,
    object: &'c NewObject,
    /// What the object says from now on: the template's word, or the tenant's own.
    document: &'c Value,
    /// It was not there before.
    is_new: bool,
}

type Key = (String, String);

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
        let removals = self.removals().await?;
        let revision = revision + 1;
        let mut applied = Applied {
            revision,
            ..Applied::default()
        };
        let plans = plan(configuration, &existing, &removals, &mut applied);
        self.store(&plans, now).await?;
        self.rebase_removals(configuration, &removals, now).await?;
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
        self.tell_applied(configuration, &plans, &applied, now)
            .await?;
        Ok(applied)
    }

    /// The event of an application: what was applied, and which objects it touched.
    async fn tell_applied(
        &mut self,
        configuration: &NewConfiguration,
        plans: &[Plan<'_>],
        applied: &Applied,
        now: Timestamp,
    ) -> Result<(), DbError> {
        let name = |kind: ObjectKind, id: &str| format!("{}/{id}", kind.as_str());
        let touched = plans
            .iter()
            .map(|plan| name(plan.object.kind, plan.object.unique_id.as_str()));
        let kept = applied.kept.iter().map(|(kind, id)| name(*kind, id));
        let after = json!({
            "template_version": configuration.template_version,
            "template_digest": configuration.template_digest,
            "input_digest": configuration.input_digest,
            "languages": configuration.languages,
            "touched": touched.collect::<Vec<_>>(),
            "kept": kept.collect::<Vec<_>>(),
            "locations_added": applied.locations_added,
        });
        let event = NewEvent {
            revision: applied.revision,
            at: now,
            user: None,
            action: ConfigurationAction::Apply,
            kind: "configuration",
            unique_id: &configuration.template_name,
            before: None,
            after: Some(&after),
        };
        self.store_event(event).await
    }

    /// What is gone on purpose stays gone, and remembers what the template says now.
    async fn rebase_removals(
        &mut self,
        configuration: &NewConfiguration,
        removals: &HashMap<Key, Option<Value>>,
        now: Timestamp,
    ) -> Result<(), DbError> {
        for object in &configuration.objects {
            let (kind, id) = (object.kind.as_str(), object.unique_id.as_str());
            let known = removals.get(&(kind.to_owned(), id.to_owned()));
            if known.is_some_and(|base| base.as_ref() != Some(&object.document)) {
                self.note_removal(kind, id, Some(&object.document), now)
                    .await?;
            }
        }
        Ok(())
    }

    /// Numbers for the new objects, in their order; none for the others, which have theirs.
    async fn numbers(&mut self, plans: &[Plan<'_>]) -> Result<Vec<Option<i32>>, DbError> {
        let mut next: HashMap<ObjectKind, i32> = HashMap::new();
        for kind in ObjectKind::ALL {
            let own = |plan: &&Plan<'_>| plan.is_new && plan.object.kind == kind;
            let count = plans.iter().filter(own).count();
            if let Ok(count @ 1..) = i32::try_from(count) {
                next.insert(kind, self.take_numbers(kind, count).await?);
            }
        }
        let numbers = plans.iter().map(|plan| {
            let next = next.get_mut(&plan.object.kind).filter(|_| plan.is_new)?;
            *next += 1;
            Some(*next - 1)
        });
        Ok(numbers.collect())
    }

    /// Reads the state and keeps it until the transaction ends: the fence for everybody who
    /// changes the configuration.
    pub(crate) async fn lock_state(&mut self) -> Result<(i64, Option<String>), DbError> {
        sqlx::query!("select revision, input_digest from configuration_state for update")
            .fetch_one(&mut *self.connection)
            .await
            .map(|row| (row.revision, row.input_digest))
            .map_err(DbError::query("configuration.lock_state"))
    }

    async fn existing(&mut self) -> Result<HashMap<Key, Existing>, DbError> {
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
        let numbers = self.numbers(plans).await?;
        let positions: Vec<i32> = plans.iter().map(|plan| plan.position).collect();
        let documents: Vec<Value> = plans.iter().map(|plan| plan.document.clone()).collect();
        let bases: Vec<Value> = plans
            .iter()
            .map(|plan| plan.object.document.clone())
            .collect();
        sqlx::query!(
            r#"insert into configuration_objects as o (
                   kind, unique_id, position, document, base, number_in_kind, created_at, updated_at
               )
               select kind, unique_id, position, document, base, number_in_kind, $7, $7
               from unnest(
                       $1::text[], $2::text[], $3::integer[], $4::jsonb[], $5::jsonb[], $6::integer[]
                   ) with ordinality
                   as n (kind, unique_id, position, document, base, number_in_kind, place)
               order by place
               on conflict on constraint configuration_objects_key do update set
                   position = excluded.position, document = excluded.document,
                   base = excluded.base, version = o.version + 1, updated_at = excluded.updated_at"#,
            &kinds,
            &ids,
            &positions,
            &documents,
            &bases,
            &numbers as &[Option<i32>],
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
    existing: &'c HashMap<Key, Existing>,
    removals: &HashMap<Key, Option<Value>>,
    applied: &mut Applied,
) -> Vec<Plan<'c>> {
    let mut positions: HashMap<ObjectKind, i32> = HashMap::new();
    let mut plans = Vec::new();
    for object in &configuration.objects {
        let position = positions.entry(object.kind).or_default();
        *position += 1;
        let key = (
            object.kind.as_str().to_owned(),
            object.unique_id.as_str().to_owned(),
        );
        if let Some(base) = removals.get(&key) {
            // Only a new word of the template is something to tell people about.
            if base.as_ref() != Some(&object.document) {
                applied.kept.push((object.kind, key.1));
            }
            continue;
        }
        let new = Plan {
            position: *position,
            object,
            document: &object.document,
            is_new: true,
        };
        let Some(old) = existing.get(&key) else {
            applied.added += 1;
            plans.push(new);
            continue;
        };
        plans.extend(old.plan(new, applied));
    }
    plans
}

impl Existing {
    /// What becomes of an object that is there; nothing when all is as it should be.
    fn plan<'c>(&'c self, new: Plan<'c>, applied: &mut Applied) -> Option<Plan<'c>> {
        let object = new.object;
        let is_local =
            self.base.as_ref() != Some(&self.document) && self.document != object.document;
        if is_local {
            let id = object.unique_id.as_str().to_owned();
            applied.kept.push((object.kind, id));
        } else if self.document != object.document {
            applied.updated += 1;
        }
        let document = if is_local {
            &self.document
        } else {
            &object.document
        };
        let is_settled = self.base.as_ref() == Some(&object.document)
            && self.document == *document
            && self.position == new.position;
        (!is_settled).then_some(Plan {
            document,
            is_new: false,
            ..new
        })
    }
}
