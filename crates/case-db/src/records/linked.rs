//! Records found by what they are linked with.

use primero_case_model::{Record, RecordId, Versions};
use primero_kernel::UserName;
use serde_json::{Map, Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::Records;
use crate::DbError;
use crate::row::RecordRow;

impl Records<'_> {
    /// The enabled incidents of a case, newest first.
    #[tracing::instrument(name = "db.records.incidents_of", skip_all, fields(record.id = %case))]
    pub async fn incidents_of(&mut self, case: RecordId) -> Result<Vec<Record>, DbError> {
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records
               where record_type = 'incident' and data ->> 'incident_case_id' = $1 and record_state
               order by created_at desc, record_id"#,
            case.to_string(),
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("records.incidents_of"))?
        .into_iter()
        .map(Record::try_from)
        .collect()
    }

    /// The cases that are about a user, the oldest first.
    #[tracing::instrument(name = "db.records.identified", skip_all)]
    pub async fn identified(&mut self, user: &UserName) -> Result<Vec<Record>, DbError> {
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records where record_type = 'case' and identified_by = $1
               order by created_at, record_id"#,
            user.as_str(),
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("records.identified"))?
        .into_iter()
        .map(Record::try_from)
        .collect()
    }

    /// The tracing request that a trace is a row of; nobody else changes it before this
    /// transaction ends.
    #[tracing::instrument(name = "db.records.request_of_trace", skip_all)]
    pub async fn request_of_trace(&mut self, trace: Uuid) -> Result<Option<Record>, DbError> {
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records
               where record_type = 'tracing_request'
                 and (data -> 'tracing_request_subform_section') @> $1
               for update"#,
            json!([{ "unique_id": trace.to_string() }]),
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("records.request_of_trace"))?
        .map(Record::try_from)
        .transpose()
    }

    /// The tracing requests with a trace that is matched with a case.
    #[tracing::instrument(name = "db.records.requests_matched", skip_all)]
    pub async fn requests_matched(&mut self, case: RecordId) -> Result<Vec<Record>, DbError> {
        let matched = json!([{ "matched_case_id": case.to_string() }]);
        sqlx::query_as!(
            RecordRow,
            r#"select record_id, record_type, revision, head_hash,
                      data as "data: Json<Map<String, Value>>",
                      versions as "versions: Json<Versions>"
               from records
               where record_type = 'tracing_request'
                 and (data -> 'tracing_request_subform_section') @> $1
               order by created_at, record_id"#,
            matched,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("records.requests_matched"))?
        .into_iter()
        .map(Record::try_from)
        .collect()
    }
}
