//! Transitions: how a record comes to somebody else, whole or for a service.
//!
//! | kind | what happens |
//! |---|---|
//! | assignment | the record has another owner at once |
//! | referral | somebody else works on the record for a while |
//! | transfer | the record has another owner once he accepts |
//! | transfer request | somebody asks the owner for a transfer |
//!
//! A transition is a row of its record ([`Transition::all`]). What it does to the record is in
//! [`effect`], who may answer it in [`rights`], what has to be agreed to before in [`consent`].

use serde::{Deserialize, Serialize};

use crate::kept_rows::{put, rows};
use crate::{Change, Record};

pub mod consent;
pub mod effect;
pub mod rights;

#[cfg(test)]
mod tests;

pub use effect::Associates;
pub use rights::{Answer, may_answer, may_see};

const KEY: &str = "_transitions";

/// What a transition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransitionKind {
    /// Gives the record another owner.
    Assign,
    /// Lets somebody else work on it.
    Referral,
    /// Offers it to another owner.
    Transfer,
    /// Asks for a transfer.
    TransferRequest,
}

impl TransitionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Assign,
        Self::Referral,
        Self::Transfer,
        Self::TransferRequest,
    ];

    /// The name in API v2.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assign => "Assign",
            Self::Referral => "Referral",
            Self::Transfer => "Transfer",
            Self::TransferRequest => "TransferRequest",
        }
    }

    /// The word for it in history and in alerts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Referral => "referral",
            Self::Transfer => "transfer",
            Self::TransferRequest => "transfer_request",
        }
    }
}

/// How far a transition has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitionStatus {
    /// Waits for an answer.
    InProgress,
    /// The receiver took it on.
    Accepted,
    /// The receiver did not.
    Rejected,
    /// It is over.
    Done,
    /// It was taken back.
    Revoked,
}

impl TransitionStatus {
    /// The name in API v2.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Done => "done",
            Self::Revoked => "revoked",
        }
    }

    /// Whether the receiver has to do with the record.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::InProgress | Self::Accepted)
    }
}

/// A transition of a record. The names are those of API v2; what is not said is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub struct Transition {
    /// The id.
    pub unique_id: String,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: TransitionKind,
    /// How far it has come.
    pub status: TransitionStatus,
    /// When it was made, as records write moments.
    pub created_at: String,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responded_at: Option<String>,
    /// Who made it.
    pub transitioned_by: String,
    /// His agency then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioned_by_user_agency: Option<String>,
    /// His user groups then.
    #[serde(default)]
    pub transitioned_by_user_groups: Vec<String>,
    /// Who receives it; none outside the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioned_to: Option<String>,
    /// His agency then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioned_to_user_agency: Option<String>,
    /// His user groups then.
    #[serde(default)]
    pub transitioned_to_user_groups: Vec<String>,
    /// The owner of the record then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_owned_by: Option<String>,
    /// His agency then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_owned_by_agency: Option<String>,
    /// His user groups then.
    #[serde(default)]
    pub record_owned_by_groups: Vec<String>,
    /// The receiver is outside the system.
    #[serde(default)]
    pub remote: bool,
    /// Consent was missing, and whoever made it answers for that.
    #[serde(default)]
    pub consent_overridden: bool,
    /// The person agreed to this very transfer.
    #[serde(default)]
    pub consent_individual_transfer: bool,
    /// The receiver may make a case of it.
    #[serde(default)]
    pub allow_case_creation: bool,
    /// What the client says about it.
    #[serde(flatten)]
    pub words: Words,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_reason: Option<String>,
    /// What the receiver says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection_note: Option<String>,
}

/// What a client says about a transition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What the receiver should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The agency that receives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioned_to_agency: Option<String>,
    /// Who receives it outside the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioned_to_remote: Option<String>,
    /// The service that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The row of the record that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_record_id: Option<String>,
    /// The form in which the record is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_of_export: Option<String>,
    /// The role whose forms are all that the receiver sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorized_role_unique_id: Option<String>,
}

impl Transition {
    /// The transitions of a record, oldest first.
    pub fn all(record: &Record) -> Vec<Self> {
        rows(record, KEY)
    }

    /// The transition of this kind and id.
    pub fn find(record: &Record, kind: TransitionKind, id: &str) -> Option<Self> {
        Self::all(record)
            .into_iter()
            .find(|own| own.kind == kind && own.unique_id == id)
    }

    /// Whether this user receives it.
    pub fn is_to(&self, user: &str) -> bool {
        self.transitioned_to.as_deref() == Some(user)
    }

    /// The change that stores it in its record.
    pub fn stored(&self) -> Change {
        put(KEY, &self.unique_id, self)
    }
}

/// The role that limits what a user sees of a record: that of the newest live referral to him which
/// names one. None for the owner.
pub fn authorized_role(record: &Record, user: &str) -> Option<String> {
    if record.text("owned_by") == Some(user) {
        return None;
    }
    let referred = Transition::all(record).into_iter().rev().find(|own| {
        own.kind == TransitionKind::Referral && own.status.is_live() && own.is_to(user)
    });
    referred?.words.authorized_role_unique_id
}
