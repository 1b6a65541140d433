//! Verification: walks every chain, and tells the first thing that is not as it was written.

use primero_case_model::chain::{BrokenChain, ChainWalk};
use primero_case_model::{Digest, EventId, Record, RecordId, Revision, Seal};
use uuid::Uuid;

use crate::events::StoredEvent;
use crate::sealer::SealRow;
use crate::{Db, DbError, Tx};

/// What was verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records whose data is what their events make of it.
    pub records: u64,
    /// Events whose hash holds.
    pub events: u64,
    /// Numbered events.
    pub sealed: u64,
    /// The last seal. Kept elsewhere, it proves later that nothing before it was replaced.
    pub head: Option<Digest>,
}

/// Why verification stopped.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// A record's chain does not hold.
    #[error("the chain of a record is broken")]
    Record(#[source] BrokenChain),
    /// A record has no events.
    #[error("record {0} has no events")]
    NoEvents(RecordId),
    /// The numbers have a gap, or a seal is not what it was.
    #[error("the seal of number {number} is broken")]
    Seal {
        /// The number at which the chain stops holding.
        number: u64,
    },
    /// An event is neither sealed nor waiting to be.
    #[error("event {0} is not sealed")]
    Unsealed(EventId),
    /// The database cannot be read.
    #[error(transparent)]
    Db(#[from] DbError),
}

const PAGE: i64 = 500;

impl Db {
    /// Walks the chain of each record and the chain of seals, in one snapshot of the database.
    ///
    /// # Guarantees
    /// An event, a seal or a record that was changed, taken away, added or exchanged by anything
    /// but the service is found, and so is a gap. What cannot be found without a head kept
    /// elsewhere is the loss of the newest events together with their seals and records.
    #[tracing::instrument(name = "db.verify", skip_all)]
    pub async fn verify(&self) -> Result<Verified, VerifyError> {
        let mut tx = self.begin().await?;
        snapshot(&mut tx).await?;
        let mut verified = Verified::default();
        verify_records(&mut tx, &mut verified).await?;
        verify_orphans(&mut tx).await?;
        verify_seals(&mut tx, &mut verified).await?;
        verify_sealed(&mut tx).await?;
        Ok(verified)
    }
}

async fn snapshot(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("set transaction isolation level repeatable read, read only")
        .execute(tx.connection())
        .await
        .map_err(DbError::query("verify.snapshot"))?;
    // A large tenant takes longer than a request may.
    sqlx::query!("set local statement_timeout = 0")
        .execute(tx.connection())
        .await
        .map(|_| ())
        .map_err(DbError::query("verify.no_timeout"))
}

async fn verify_records(tx: &mut Tx, verified: &mut Verified) -> Result<(), VerifyError> {
    let mut after = Uuid::nil();
    loop {
        let page = records_after(tx, after).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id().as_uuid();
        for record in page {
            verified.events += verify_record(tx, &record).await?;
            verified.records += 1;
        }
    }
}

async fn records_after(tx: &mut Tx, after: Uuid) -> Result<Vec<Record>, DbError> {
    use primero_case_model::Versions;
    use serde_json::{Map, Value};
    use sqlx::types::Json;

    use crate::row::RecordRow;

    sqlx::query_as!(
        RecordRow,
        r#"select record_id, record_type, revision, head_hash,
                  data as "data: Json<Map<String, Value>>", versions as "versions: Json<Versions>"
           from records where record_id > $1 order by record_id limit $2"#,
        after,
        PAGE,
    )
    .fetch_all(tx.connection())
    .await
    .map_err(DbError::query("verify.records"))?
    .into_iter()
    .map(Record::try_from)
    .collect()
}

async fn verify_record(tx: &mut Tx, record: &Record) -> Result<u64, VerifyError> {
    let mut walk = ChainWalk::begin(Record::blank(record.record_type(), record.id()));
    let mut events = 0;
    loop {
        let after = walk.record().revision();
        let page = tx.events().of_record(record.id(), after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for StoredEvent { event, hash } in page {
            walk.step(&event, hash).map_err(VerifyError::Record)?;
            events += 1;
        }
    }
    if walk.record().revision() == Revision::NONE {
        return Err(VerifyError::NoEvents(record.id()));
    }
    walk.finish(record).map_err(VerifyError::Record)?;
    Ok(events)
}

/// Events whose record is gone although its content was not erased.
async fn verify_orphans(tx: &mut Tx) -> Result<(), VerifyError> {
    let orphan = sqlx::query_scalar!(
        r#"select e.record_id from record_events as e
           where e.content is not null
             and not exists (select from records as r where r.record_id = e.record_id)
           limit 1"#
    )
    .fetch_optional(tx.connection())
    .await
    .map_err(DbError::query("verify.orphans"))?;
    match orphan {
        Some(id) => {
            let record = RecordId::from_uuid(id);
            Err(VerifyError::Record(BrokenChain::Diverged { record }))
        }
        None => Ok(()),
    }
}

async fn verify_seals(tx: &mut Tx, verified: &mut Verified) -> Result<(), VerifyError> {
    let mut last: Option<Seal> = None;
    loop {
        let after = last.map_or(0, |seal| crate::row::bigint(seal.number));
        let page = sqlx::query_as!(
            SealRow,
            r#"select number, event_id, event_hash, previous_seal, seal
               from sealed_events where number > $1 order by number limit $2"#,
            after,
            PAGE,
        )
        .fetch_all(tx.connection())
        .await
        .map_err(DbError::query("verify.seals"))?;
        if page.is_empty() {
            verified.head = last.as_ref().map(Seal::hash);
            return Ok(());
        }
        for row in page {
            let (seal, stored_hash) = row.read()?;
            let expected = Seal::next(last.as_ref(), seal.event, seal.event_hash);
            if seal != expected || seal.hash() != stored_hash {
                return Err(VerifyError::Seal {
                    number: expected.number,
                });
            }
            verified.sealed += 1;
            last = Some(seal);
        }
    }
}

/// Each event has one seal with its hash, or waits for one; each seal has its event.
async fn verify_sealed(tx: &mut Tx) -> Result<(), VerifyError> {
    let unsealed = sqlx::query_scalar!(
        r#"select e.event_id from record_events as e
           where not exists (select from sealed_events as s where s.event_id = e.event_id)
             and not exists (select from unsealed_events as u where u.event_id = e.event_id)
           limit 1"#
    )
    .fetch_optional(tx.connection())
    .await
    .map_err(DbError::query("verify.unsealed"))?;
    if let Some(id) = unsealed {
        return Err(VerifyError::Unsealed(EventId::from_uuid(id)));
    }
    let foreign = sqlx::query_scalar!(
        r#"select s.number from sealed_events as s
           left join record_events as e using (event_id)
           where e.hash is distinct from s.event_hash order by s.number limit 1"#
    )
    .fetch_optional(tx.connection())
    .await
    .map_err(DbError::query("verify.foreign"))?;
    match foreign {
        Some(number) => Err(VerifyError::Seal {
            number: number.unsigned_abs(),
        }),
        None => Ok(()),
    }
}
