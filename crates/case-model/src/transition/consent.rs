//! What a person has to have agreed to before a record goes to somebody else.

use serde_json::Value;

use super::TransitionKind;
use crate::Record;

/// The consent questions of the contract.
const SERVICES: &str = "consent_for_services";
const OTHER_ORGANISATIONS: &str = "disclosure_other_orgs";

/// The consent fields that a transition asks for where the configuration says nothing else.
pub const fn usual_fields(kind: TransitionKind) -> &'static [&'static str] {
    match kind {
        TransitionKind::Referral => &[OTHER_ORGANISATIONS, SERVICES],
        TransitionKind::Transfer => &[OTHER_ORGANISATIONS],
        TransitionKind::Assign | TransitionKind::TransferRequest => &[],
    }
}

/// Whether all of these fields are answered with yes.
pub fn is_given<'f>(record: &Record, mut fields: impl Iterator<Item = &'f str>) -> bool {
    fields.all(|field| record.data().get(field) == Some(&Value::Bool(true)))
}
