//! The history of records: events of one record, and all events in sealed order.

use std::error::Error;

use jiff_sqlx::Timestamp;
use primero_case_model::{DeviceId, Digest, Event, EventAction, EventId, RecordId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::DbError;
use crate::row::{bigint, record_type, revision};

/// An event with the hash that was stored with it.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// The event.
    pub event: Event,
    /// Its hash when it was stored. [`crate::verify`] compares it with what it is now.
    pub hash: Digest,
}

/// An event with its number.
#[derive(Clone, Debug)]
pub struct SealedEvent {
    /// Its place among all events of the tenant: the cursor to go on from.
    pub number: u64,
    /// The event.
    pub event: Event,
}

/// The events of the tenant.
#[derive(Debug)]
pub struct Events<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Events<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// The events of a record after a revision, oldest first.
    #[tracing::instrument(name = "db.events.of_record", skip_all, fields(record.id = %record))]
    pub async fn of_record(
        &mut self,
        record: RecordId,
        after: primero_case_model::Revision,
        limit: i64,
    ) -> Result<Vec<StoredEvent>, DbError> {
        sqlx::query_as!(
            EventRow,
            r#"select event_id, record_type, record_id, revision, previous_hash, hash,
                      at as "at: Timestamp", user_name, device_id, action, content_digest, content
               from record_events where record_id = $1 and revision > $2
               order by revision limit $3"#,
            record.as_uuid(),
            bigint(after.number()),
            limit,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("events.of_record"))?
        .into_iter()
        .map(StoredEvent::try_from)
        .collect()
    }

    /// The events after a number, in sealed order, without gaps.
    #[tracing::instrument(name = "db.events.sealed_after", skip_all)]
    pub async fn sealed_after(
        &mut self,
        number: u64,
        limit: i64,
    ) -> Result<Vec<SealedEvent>, DbError> {
        let rows = sqlx::query!(
            r#"select s.number, e.event_id, e.record_type, e.record_id, e.revision,
                      e.previous_hash, e.hash, e.at as "at: Timestamp", e.user_name, e.device_id,
                      e.action, e.content_digest, e.content
               from sealed_events as s join record_events as e using (event_id)
               where s.number > $1 order by s.number limit $2"#,
            bigint(number),
            limit,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("events.sealed_after"))?;
        let sealed = rows.into_iter().map(|row| {
            let number = u64::try_from(row.number)
                .map_err(|problem| DbError::inconsistent("sealed_events", row.number, problem))?;
            let stored = StoredEvent::try_from(EventRow {
                event_id: row.event_id,
                record_type: row.record_type,
                record_id: row.record_id,
                revision: row.revision,
                previous_hash: row.previous_hash,
                hash: row.hash,
                at: row.at,
                user_name: row.user_name,
                device_id: row.device_id,
                action: row.action,
                content_digest: row.content_digest,
                content: row.content,
            })?;
            Ok(SealedEvent {
                number,
                event: stored.event,
            })
        });
        sealed.collect()
    }
}

/// A row of `record_events`.
pub(crate) struct EventRow {
    pub(crate) event_id: Uuid,
    pub(crate) record_type: String,
    pub(crate) record_id: Uuid,
    pub(crate) revision: i64,
    pub(crate) previous_hash: Option<Vec<u8>>,
    pub(crate) hash: Vec<u8>,
    pub(crate) at: Timestamp,
    pub(crate) user_name: String,
    pub(crate) device_id: Option<Uuid>,
    pub(crate) action: String,
    pub(crate) content_digest: Vec<u8>,
    pub(crate) content: Option<String>,
}

impl TryFrom<EventRow> for StoredEvent {
    type Error = DbError;

    fn try_from(row: EventRow) -> Result<Self, DbError> {
        let id = row.event_id;
        let read = || -> Result<Self, Box<dyn Error + Send + Sync>> {
            let event = Event {
                id: EventId::from_uuid(row.event_id),
                record_type: record_type(&row.record_type)?,
                record: RecordId::from_uuid(row.record_id),
                revision: revision(row.revision)?,
                previous: row
                    .previous_hash
                    .as_deref()
                    .map(Digest::try_from)
                    .transpose()?,
                at: row.at.to_jiff(),
                user: row.user_name.parse()?,
                device: row.device_id.map(DeviceId::from_uuid),
                action: EventAction::named(row.action),
                content_digest: Digest::try_from(row.content_digest.as_slice())?,
                content: row.content,
            };
            Ok(Self {
                event,
                hash: Digest::try_from(row.hash.as_slice())?,
            })
        };
        read().map_err(|problem| DbError::inconsistent("record_events", id, problem))
    }
}
