//! Reading rows into the model's types.

use std::error::Error;

use primero_case_model::record::StoredRecord;
use primero_case_model::{Digest, Record, RecordId, RecordType, Revision, Versions};
use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use crate::DbError;

/// A row of `records`, without the columns that only searches use.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RecordRow {
    pub(crate) record_id: Uuid,
    pub(crate) record_type: String,
    pub(crate) revision: i64,
    pub(crate) head_hash: Vec<u8>,
    pub(crate) data: Json<Map<String, Value>>,
    pub(crate) versions: Json<Versions>,
}

impl TryFrom<RecordRow> for Record {
    type Error = DbError;

    fn try_from(row: RecordRow) -> Result<Self, DbError> {
        let id = row.record_id;
        let read = || -> Result<StoredRecord, Box<dyn Error + Send + Sync>> {
            Ok(StoredRecord {
                id: RecordId::from_uuid(id),
                record_type: record_type(&row.record_type)?,
                revision: revision(row.revision)?,
                head: Digest::try_from(row.head_hash.as_slice())?,
                data: row.data.0,
                versions: row.versions.0,
            })
        };
        read()
            .map(Self::from_stored)
            .map_err(|problem| DbError::Inconsistent {
                table: "records",
                id: id.to_string(),
                source: problem,
            })
    }
}

/// A record type by its name.
pub(crate) fn record_type(name: &str) -> Result<RecordType, String> {
    RecordType::ALL
        .into_iter()
        .find(|known| known.as_str() == name)
        .ok_or_else(|| format!("there is no record type {name:?}"))
}

/// A revision as stored.
pub(crate) fn revision(number: i64) -> Result<Revision, std::num::TryFromIntError> {
    u64::try_from(number).map(Revision::new)
}

/// A revision or a seal's number, to be stored.
pub(crate) fn bigint(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
