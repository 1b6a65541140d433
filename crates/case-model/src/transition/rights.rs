//! Who may see a transition, and who may answer it.

use super::{Transition, TransitionKind, TransitionStatus};
use crate::Record;
use crate::access::{Action, Actor, Resource, Scope};

/// An answer to a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The receiver takes it on.
    Accept,
    /// The receiver does not.
    Reject,
    /// The receiver has done it.
    Finish,
    /// It is taken back.
    Revoke,
}

impl Answer {
    /// The answer that a `status` of the wire asks for, for a transition of this kind.
    pub fn of(kind: TransitionKind, status: &str) -> Option<Self> {
        let answer = match status {
            "accepted" => Self::Accept,
            "rejected" => Self::Reject,
            "done" => Self::Finish,
            "revoked" => Self::Revoke,
            _ => return None,
        };
        let known: &[Self] = match kind {
            TransitionKind::Referral => &[Self::Accept, Self::Reject, Self::Finish],
            TransitionKind::Transfer => &[Self::Accept, Self::Reject, Self::Revoke],
            TransitionKind::TransferRequest => &[Self::Accept, Self::Reject],
            TransitionKind::Assign => &[],
        };
        known.contains(&answer).then_some(answer)
    }

    /// The status that the answer leads to; none when it comes too late.
    pub const fn status_after(self, status: TransitionStatus) -> Option<TransitionStatus> {
        match (self, status) {
            (Self::Accept, TransitionStatus::InProgress) => Some(TransitionStatus::Accepted),
            (Self::Reject, TransitionStatus::InProgress) => Some(TransitionStatus::Rejected),
            (Self::Finish, TransitionStatus::InProgress | TransitionStatus::Accepted) => {
                Some(TransitionStatus::Done)
            }
            (Self::Revoke, TransitionStatus::InProgress | TransitionStatus::Accepted) => {
                Some(TransitionStatus::Revoked)
            }
            (Self::Accept | Self::Reject | Self::Finish | Self::Revoke, _) => None,
        }
    }
}

/// Whether an actor who reads the record may answer one of its transitions.
pub fn may_answer(actor: &Actor, record: &Record, transition: &Transition, answer: Answer) -> bool {
    let resource: Resource = record.record_type().into();
    let may = |action| actor.grants.allow(resource, action);
    let user = actor.user_name.as_str();
    let is_owner = record.text("owned_by") == Some(user);
    match (transition.kind, answer) {
        (TransitionKind::Referral, _) => {
            may_see(actor, record, transition)
                && (may(Action::Write)
                    || may(Action::ReceiveReferral)
                    || may(Action::RemoveAssignedUsers))
        }
        (TransitionKind::Transfer, Answer::Revoke) => {
            is_owner || transition.transitioned_by == user || may(Action::RemoveAssignedUsers)
        }
        (TransitionKind::Transfer, _) => {
            transition.is_to(user) || may(Action::AcceptOrRejectTransfer)
        }
        (TransitionKind::TransferRequest, _) => {
            transition.is_to(user) || is_owner || may(Action::AcceptOrRejectTransfer)
        }
        (TransitionKind::Assign, _) => false,
    }
}

/// Whether an actor who reads the record sees one of its transitions. A referral tells of a service
/// that somebody gets, so it is shown to those who are part of it and to those who oversee them.
pub fn may_see(actor: &Actor, record: &Record, transition: &Transition) -> bool {
    if transition.kind != TransitionKind::Referral {
        return true;
    }
    let user = actor.user_name.as_str();
    let is_part = transition.transitioned_by == user
        || transition.is_to(user)
        || record.text("owned_by") == Some(user);
    is_part || oversees(actor, transition)
}

fn oversees(actor: &Actor, transition: &Transition) -> bool {
    let groups = [
        &transition.transitioned_by_user_groups,
        &transition.transitioned_to_user_groups,
        &transition.record_owned_by_groups,
    ];
    let agencies = [
        &transition.transitioned_by_user_agency,
        &transition.transitioned_to_user_agency,
        &transition.record_owned_by_agency,
    ];
    match actor.scope {
        Scope::All => true,
        Scope::Group => groups
            .into_iter()
            .flatten()
            .any(|group| actor.groups.iter().any(|own| own.as_str() == group)),
        Scope::Agency => agencies.into_iter().flatten().any(|agency| {
            actor
                .agency
                .as_ref()
                .is_some_and(|own| own.as_str() == agency)
        }),
        Scope::Own | Scope::AdminOnly | Scope::Identified => false,
    }
}
