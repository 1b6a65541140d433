//! Records: read by id, written together with their event.

use primero_case_model::event::{Event, timestamp_text};
use primero_case_model::{Changed, Record, RecordId, RecordType, Revision, Versions};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;
use crate::columns::SearchColumns;
use crate::operations::Operations;
use crate::row::RecordRow;

mod linked;

/// The records of the tenant.
#[derive(Debug)]
pub struct Records<'t> {
    connection: &'t mut PgConnection,
    has_events: &'t mut bool,
}

impl<'t> Records<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection, has_events: &'t mut bool) -> Self {
        Self {
            connection,
            has_events,
        }
    }

    /// The record of this type and id.
    #[tracing::instrument(name = "db.records.find", skip_all, fields(record.id = %id))]
    pub async fn find(
        &mut self,
        record_type: RecordType,
        id: RecordId,
    ) -> Result<Option<Record>, DbError> {
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records where record_id = $1 and record_type = $2"#,
            id.as_uuid(),
            record_type.as_str(),
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("records.find"))?
        .map(Record::try_from)
        .transpose()
    }

    /// The same, and nobody else changes the record before this transaction ends. For changes that
    /// must not fail because of others, such as a merge.
    #[tracing::instrument(name = "db.records.find_to_change", skip_all, fields(record.id = %id))]
    pub async fn find_to_change(
        &mut self,
        record_type: RecordType,
        id: RecordId,
    ) -> Result<Option<Record>, DbError> {
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records where record_id = $1 and record_type = $2 for update"#,
            id.as_uuid(),
            record_type.as_str(),
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("records.find_to_change"))?
        .map(Record::try_from)
        .transpose()
    }

    /// Stores a changed record with its event and the outcome of its operations: a new record when
    /// the event is its first.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the record has changed since it was read, [`DbError::Exists`] when a
    /// new record's id is taken. Nothing is written then; PostgreSQL refuses to go on with the
    /// transaction in the second case.
    #[tracing::instrument(
        name = "db.records.store", skip_all,
        fields(record.id = %changed.entity().id(), event.id = %changed.event().id),
    )]
    pub async fn store(&mut self, changed: &Changed<Record>) -> Result<(), DbError> {
        let row = row(changed);
        let event = event_row(changed.event());
        if changed.event().revision == Revision::NONE.next() {
            self.insert(changed, row, event).await?;
        } else {
            self.update(changed, row, event).await?;
        }
        *self.has_events = true;
        Operations::new(self.connection).remember(changed).await
    }

    async fn insert(
        &mut self,
        changed: &Changed<Record>,
        row: Value,
        event: Value,
    ) -> Result<(), DbError> {
        let hash = changed.event().hash();
        sqlx::query!(
            r#"with record as (
                   insert into records (
                       record_id, record_type, revision, head_hash, data, versions,
                       short_id, display_id, name, sort_name, age, sex, status, record_state,
                       workflow, risk_level, module_id, owned_by, owned_by_agency_id,
                       owned_by_location, owned_by_groups, assigned_user_names,
                       associated_user_names, associated_user_groups, associated_user_agencies,
                       identified_by, location_current, registration_date, created_at, created_by,
                       last_updated_at, last_updated_by, not_edited_by_owner, flagged, has_photo,
                       alert_types, identifiers, names, phones, sounds
                   )
                   select
                       record_id, record_type, revision, $3, data, versions,
                       short_id, display_id, name, sort_name, age, sex, status, record_state,
                       workflow, risk_level, module_id, owned_by, owned_by_agency_id,
                       owned_by_location, owned_by_groups, assigned_user_names,
                       associated_user_names, associated_user_groups, associated_user_agencies,
                       identified_by, location_current, registration_date, created_at, created_by,
                       last_updated_at, last_updated_by, not_edited_by_owner, flagged, has_photo,
                       alert_types, identifiers, names, phones, sounds
                   from jsonb_populate_record(null::records, $1)
                   returning record_id
               ), event as (
                   insert into record_events (
                       event_id, record_type, record_id, revision, previous_hash, hash, at,
                       user_name, device_id, action, content_digest, content
                   )
                   select e.event_id, e.record_type, e.record_id, e.revision, $4, $3, e.at,
                          e.user_name, e.device_id, e.action, $5, $6
                   from jsonb_populate_record(null::record_events, $2) as e
                   join record on record.record_id = e.record_id
               )
               insert into unsealed_events (event_id) select $7 from record"#,
            row,
            event,
            hash.as_bytes().as_slice(),
            changed
                .event()
                .previous
                .as_ref()
                .map(|hash| hash.as_bytes().as_slice()),
            changed.event().content_digest.as_bytes().as_slice(),
            changed.event().content.as_deref(),
            changed.event().id.as_uuid(),
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("records.insert"))
    }

    async fn update(
        &mut self,
        changed: &Changed<Record>,
        row: Value,
        event: Value,
    ) -> Result<(), DbError> {
        let hash = changed.event().hash();
        let stored = sqlx::query!(
            r#"with record as (
                   update records as r set
                       revision = n.revision, head_hash = $3, data = n.data,
                       versions = n.versions, short_id = n.short_id, display_id = n.display_id,
                       name = n.name, sort_name = n.sort_name, age = n.age, sex = n.sex,
                       status = n.status, record_state = n.record_state, workflow = n.workflow,
                       risk_level = n.risk_level, module_id = n.module_id, owned_by = n.owned_by,
                       owned_by_agency_id = n.owned_by_agency_id,
                       owned_by_location = n.owned_by_location,
                       owned_by_groups = n.owned_by_groups,
                       assigned_user_names = n.assigned_user_names,
                       associated_user_names = n.associated_user_names,
                       associated_user_groups = n.associated_user_groups,
                       associated_user_agencies = n.associated_user_agencies,
                       identified_by = n.identified_by, location_current = n.location_current,
                       registration_date = n.registration_date, created_at = n.created_at,
                       created_by = n.created_by, last_updated_at = n.last_updated_at,
                       last_updated_by = n.last_updated_by,
                       not_edited_by_owner = n.not_edited_by_owner, flagged = n.flagged,
                       has_photo = n.has_photo, alert_types = n.alert_types,
                       identifiers = n.identifiers, names = n.names, phones = n.phones, sounds = n.sounds
                   from jsonb_populate_record(null::records, $1) as n
                   where r.record_id = n.record_id and r.record_type = n.record_type
                     and r.revision = n.revision - 1 and r.head_hash = $4
                   returning r.record_id
               ), event as (
                   insert into record_events (
                       event_id, record_type, record_id, revision, previous_hash, hash, at,
                       user_name, device_id, action, content_digest, content
                   )
                   select e.event_id, e.record_type, e.record_id, e.revision, $4, $3, e.at,
                          e.user_name, e.device_id, e.action, $5, $6
                   from jsonb_populate_record(null::record_events, $2) as e
                   join record on record.record_id = e.record_id
               )
               insert into unsealed_events (event_id) select $7 from record"#,
            row,
            event,
            hash.as_bytes().as_slice(),
            changed
                .event()
                .previous
                .as_ref()
                .map(|hash| hash.as_bytes().as_slice()),
            changed.event().content_digest.as_bytes().as_slice(),
            changed.event().content.as_deref(),
            changed.event().id.as_uuid(),
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("records.update"))?;
        if stored.rows_affected() == 1 {
            Ok(())
        } else {
            Err(DbError::Stale)
        }
    }
}

/// A row of `records` as JSON, but for the hash.
fn row(changed: &Changed<Record>) -> Value {
    let record = changed.entity();
    let columns = SearchColumns::of(record, changed.event().at);
    let mut row = match json!(columns) {
        Value::Object(columns) => columns,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    row.insert("record_id".to_owned(), json!(record.id()));
    row.insert("record_type".to_owned(), json!(record.record_type()));
    row.insert("revision".to_owned(), json!(record.revision()));
    row.insert("data".to_owned(), Value::Object(record.data().clone()));
    row.insert("versions".to_owned(), json!(record.versions()));
    Value::Object(row)
}

/// A row of `record_events` as JSON, but for hashes and content.
fn event_row(event: &Event) -> Value {
    json!({
        "event_id": event.id,
        "record_type": event.record_type,
        "record_id": event.record,
        "revision": event.revision,
        "at": timestamp_text(event.at),
        "user_name": event.user,
        "device_id": event.device,
        "action": event.action,
    })
}
