//! The record that a path names.

use std::fmt;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::request::Parts;
use primero_case_model::access::{Opened, RequiredAction};
use primero_case_model::{Record, RecordType};
use primero_http_kit::ApiError;

use crate::http::context::CallContext;
use crate::http::failure::{db_failure, refusal};
use crate::http::records::{missing, record_id};
use crate::http::rights::ReadRecord;

/// The record of `/cases/{id}/…`, and what is named below it.
#[derive(Debug, Clone)]
pub(in crate::http) struct RecordPath {
    pub(in crate::http) record_type: RecordType,
    id: String,
    /// The noun below the record: `flags`, `referrals`.
    pub(in crate::http) noun: String,
    /// The id of one of those.
    pub(in crate::http) part: String,
}

impl<S: Send + Sync> FromRequestParts<S> for RecordPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params.map_err(ApiError::internal)?;
        let param = |wanted: &str| {
            let found = params.iter().find(|(name, _)| *name == wanted);
            found.map_or_else(String::new, |(_, value)| value.to_owned())
        };
        let route = parts
            .extensions
            .get::<MatchedPath>()
            .map(MatchedPath::as_str);
        let words: Vec<&str> = route
            .unwrap_or_default()
            .split('/')
            .filter(|word| !word.is_empty() && !word.starts_with('{'))
            .collect();
        let of_type = |word: &str| RecordType::ALL.into_iter().find(|own| own.plural() == word);
        let record_type = words.iter().find_map(|word| of_type(word));
        Ok(Self {
            record_type: record_type.ok_or_else(|| ApiError::internal("no type of records"))?,
            id: param("id"),
            noun: words.last().copied().unwrap_or_default().to_owned(),
            part: param("part"),
        })
    }
}

impl fmt::Display for RecordPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

impl RecordPath {
    /// The path of another record of the same type.
    pub(in crate::http) fn of(&self, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..self.clone()
        }
    }

    /// The record, for whoever may read it and has the right `P` on it.
    pub(in crate::http) async fn open<P: RequiredAction>(
        &self,
        call: &mut CallContext,
    ) -> Result<Opened<P>, ApiError> {
        let missing = || missing(self.record_type, &self.id);
        let number = record_id(&self.id).ok_or_else(missing)?;
        let found = call.tx.records().find(self.record_type, number).await;
        readable(call, found.map_err(db_failure)?.ok_or_else(missing)?)
    }

    /// The same, and nobody else changes the record before the transaction ends.
    pub(in crate::http) async fn open_to_change<P: RequiredAction>(
        &self,
        call: &mut CallContext,
    ) -> Result<Record, ApiError> {
        let found = self.find_to_change(call).await?;
        readable::<P>(call, found).map(Opened::into_record)
    }

    /// The record whoever asks, for requests that a right on the type is enough for.
    pub(in crate::http) async fn find_to_change(
        &self,
        call: &mut CallContext,
    ) -> Result<Record, ApiError> {
        let missing = || missing(self.record_type, &self.id);
        let number = record_id(&self.id).ok_or_else(missing)?;
        let found = call
            .tx
            .records()
            .find_to_change(self.record_type, number)
            .await;
        found.map_err(db_failure)?.ok_or_else(missing)
    }
}

fn readable<P: RequiredAction>(call: &CallContext, record: Record) -> Result<Opened<P>, ApiError> {
    let read = Opened::<ReadRecord>::by(&call.actor, record).map_err(refusal)?;
    Opened::by(&call.actor, read.into_record()).map_err(refusal)
}
