//! What a person has to have agreed to before a record goes to somebody else.

use serde_json::Value;

use super::TransitionKind;
use crate::Record;

/// The consent questions of the contract.
const SERVICES: &str = "consent_for_services";
const OTHER_ORGANISATIONS: &str = "disclosure_other_orgs";
/// The contract's module for gender-based violence.
const GBV: &str = "primeromodule-gbv";

/// The consent fields that a transition of a record of this module asks for where the configuration
/// says nothing else. Survivors of gender-based violence are asked once for everybody who helps them.
pub fn usual_fields(kind: TransitionKind, module: Option<&str>) -> &'static [&'static str] {
    match kind {
        TransitionKind::Referral | TransitionKind::Transfer if module == Some(GBV) => &[SERVICES],
        TransitionKind::Referral => &[OTHER_ORGANISATIONS, SERVICES],
        TransitionKind::Transfer => &[OTHER_ORGANISATIONS],
        TransitionKind::Assign | TransitionKind::TransferRequest => &[],
    }
}

/// Whether all of these fields are answered with yes.
pub fn is_given<'f>(record: &Record, mut fields: impl Iterator<Item = &'f str>) -> bool {
    fields.all(|field| record.data().get(field) == Some(&Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_modules_ask_what_they_always_asked() {
        let of = |kind, module| usual_fields(kind, Some(module));
        let cp = "primeromodule-cp";
        let both = [OTHER_ORGANISATIONS, SERVICES];
        assert_eq!(of(TransitionKind::Referral, cp), both);
        assert_eq!(of(TransitionKind::Transfer, cp), [OTHER_ORGANISATIONS]);
        assert_eq!(of(TransitionKind::Referral, GBV), [SERVICES]);
        assert_eq!(of(TransitionKind::Transfer, GBV), [SERVICES]);
        assert_eq!(of(TransitionKind::Assign, GBV), [] as [&str; 0]);
        assert_eq!(usual_fields(TransitionKind::Referral, None), both);
    }
}
