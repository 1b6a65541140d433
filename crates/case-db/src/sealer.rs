//! The sealer: gives committed events their numbers, without gaps and in one chain.
//!
//! A writer leaves its event in `unsealed_events` and takes no lock that others wait for. Whoever
//! seals holds the tenant's sealing lock for one short transaction, so there is one sealer at a
//! time, however many processes serve the tenant.

use std::time::Duration;

use primero_case_model::{Digest, EventId, Seal};
use sqlx::PgConnection;

use crate::row::bigint;
use crate::{Db, DbError};

/// The key of the sealing lock; a tenant has a database of its own.
const SEALING_LOCK: i64 = 0x7072_696d_5365_616c;

/// The most events that one transaction seals.
const BATCH: i64 = 500;

/// How long events gather before they are sealed: under load many share one commit, and no device
/// synchronises more often.
const GATHER: Duration = Duration::from_millis(20);
/// How often the sealer looks for events that a process left which is gone.
const SWEEP: Duration = Duration::from_mins(10);
/// How long the sealer waits after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

impl Db {
    /// Seals what is committed and has no number yet, up to a batch. Returns how many were sealed.
    #[tracing::instrument(name = "db.seal", skip_all)]
    pub async fn seal(&self) -> Result<u64, DbError> {
        let mut tx = self.begin().await?;
        let connection = tx.connection();
        lock(connection).await?;
        let waiting = take_waiting(connection).await?;
        let count = waiting.len() as u64;
        if count > 0 {
            let mut last = last_seal(connection).await?;
            let mut seals = Vec::with_capacity(waiting.len());
            for (event, hash) in waiting {
                let seal = Seal::next(last.as_ref(), event, hash);
                seals.push(seal);
                last = Some(seal);
            }
            insert(connection, &seals).await?;
        }
        tx.commit().await?;
        Ok(count)
    }

    /// Seals whenever a transaction of this process has committed events. Runs until it is dropped,
    /// and costs nothing while nothing is written.
    pub async fn seal_forever(&self) {
        loop {
            match self.seal().await {
                Ok(count) if count < BATCH.unsigned_abs() => {
                    // Somebody else's events, or ours after a crash, are found by the sweep. What
                    // was committed since the batch was taken has left its notice.
                    let _ = tokio::time::timeout(SWEEP, self.unsealed.notified()).await;
                    tokio::time::sleep(GATHER).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "failed to seal events"
                    );
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
    }
}

async fn lock(connection: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("select pg_advisory_xact_lock($1)", SEALING_LOCK)
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("seal.lock"))
}

/// Takes events out of the queue, those of one record in the order of their revisions.
async fn take_waiting(connection: &mut PgConnection) -> Result<Vec<(EventId, Digest)>, DbError> {
    let rows = sqlx::query!(
        r#"with taken as (
               delete from unsealed_events where event_id in (
                   select event_id from unsealed_events order by event_id limit $1
               )
               returning event_id
           )
           select e.event_id, e.hash from taken join record_events as e using (event_id)
           order by e.at, e.record_id, e.revision"#,
        BATCH,
    )
    .fetch_all(connection)
    .await
    .map_err(DbError::query("seal.take_waiting"))?;
    let waiting = rows.into_iter().map(|row| {
        let hash = Digest::try_from(row.hash.as_slice())
            .map_err(|problem| DbError::inconsistent("record_events", row.event_id, problem))?;
        Ok((EventId::from_uuid(row.event_id), hash))
    });
    waiting.collect()
}

async fn last_seal(connection: &mut PgConnection) -> Result<Option<Seal>, DbError> {
    sqlx::query_as!(
        SealRow,
        r#"select number, event_id, event_hash, previous_seal, seal
           from sealed_events order by number desc limit 1"#
    )
    .fetch_optional(connection)
    .await
    .map_err(DbError::query("seal.last"))?
    .map(|row| row.read().map(|(seal, _)| seal))
    .transpose()
}

async fn insert(connection: &mut PgConnection, seals: &[Seal]) -> Result<(), DbError> {
    let numbers: Vec<i64> = seals.iter().map(|seal| bigint(seal.number)).collect();
    let events: Vec<_> = seals.iter().map(|seal| seal.event.as_uuid()).collect();
    let hashes: Vec<_> = seals
        .iter()
        .map(|seal| seal.event_hash.as_bytes().to_vec())
        .collect();
    let previous: Vec<_> = seals
        .iter()
        .map(|seal| seal.previous.map(|hash| hash.as_bytes().to_vec()))
        .collect();
    let own: Vec<_> = seals
        .iter()
        .map(|seal| seal.hash().as_bytes().to_vec())
        .collect();
    sqlx::query!(
        r#"insert into sealed_events (number, event_id, event_hash, previous_seal, seal)
           select * from unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[])"#,
        &numbers,
        &events,
        &hashes,
        &previous as &[Option<Vec<u8>>],
        &own,
    )
    .execute(connection)
    .await
    .map(|_| ())
    .map_err(DbError::query("seal.insert"))
}

/// A row of `sealed_events`.
pub(crate) struct SealRow {
    pub(crate) number: i64,
    pub(crate) event_id: uuid::Uuid,
    pub(crate) event_hash: Vec<u8>,
    pub(crate) previous_seal: Option<Vec<u8>>,
    pub(crate) seal: Vec<u8>,
}

impl SealRow {
    /// The seal, and the hash that was stored with it.
    pub(crate) fn read(self) -> Result<(Seal, Digest), DbError> {
        let read = || -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
            let seal = Seal {
                number: self.number.try_into()?,
                event: EventId::from_uuid(self.event_id),
                event_hash: Digest::try_from(self.event_hash.as_slice())?,
                previous: self
                    .previous_seal
                    .as_deref()
                    .map(Digest::try_from)
                    .transpose()?,
            };
            Ok((seal, Digest::try_from(self.seal.as_slice())?))
        };
        read().map_err(|problem| DbError::inconsistent("sealed_events", self.number, problem))
    }
}
