//! Which fields searches look at, by plural record type.

use std::collections::BTreeMap;

use primero_case_model::search_fields;
use primero_forms::RecordType;
use serde::Serialize;

type ByRecordType = BTreeMap<&'static str, &'static [&'static str]>;

/// The three kinds of search.
#[derive(Debug, Serialize)]
pub(super) struct SearchFields {
    #[serde(rename = "exact_search_fields")]
    exact: ByRecordType,
    #[serde(rename = "phonetic_search_fields")]
    phonetic: ByRecordType,
    #[serde(rename = "phone_number_search_fields")]
    phone_number: ByRecordType,
}

impl SearchFields {
    /// The fields of every record type.
    pub(super) fn all() -> Self {
        Self {
            exact: by_record_type(search_fields::identifiers),
            phonetic: by_record_type(search_fields::names),
            phone_number: by_record_type(search_fields::phones),
        }
    }
}

fn by_record_type(fields: fn(RecordType) -> &'static [&'static str]) -> ByRecordType {
    RecordType::ALL
        .into_iter()
        .map(|kind| (kind.plural(), fields(kind)))
        .collect()
}
