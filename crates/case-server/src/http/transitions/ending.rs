//! What an answer to a transition does to its record.

use primero_case_model::event::{timestamp_text, timestamp_value};
use primero_case_model::stamp;
use primero_case_model::transition::{
    Answer, Transition, TransitionKind, TransitionStatus, effect,
};
use primero_case_model::{Authorship, Change, EventAction, Record};
use primero_http_kit::ApiError;
use serde_json::{Map, Value};

use super::draft::{Draft, is_true, text};
use super::incidents;
use super::perform::{self, associated, owned_by, service_row};
use super::receiver::find;
use crate::http::below_record::{Stored, authorship, store};
use crate::http::context::CallContext;
use crate::http::records::person::person;

/// Stores an answer that the caller may give, in the call's transaction. One that comes too late
/// changes nothing.
pub(super) async fn end(
    call: &mut CallContext,
    record: Record,
    before: Transition,
    answer: Answer,
    data: &Map<String, Value>,
) -> Result<(Stored, Transition), ApiError> {
    let Some(status) = answer.status_after(before.status) else {
        let fields = Vec::new();
        return Ok((Stored { record, fields }, before));
    };
    let word = format!("{}_{}", before.kind.word(), status.as_str());
    let authorship = authorship(call, EventAction::named(word));
    let after = answered(before, status, data, &authorship);
    let mut changes = stamp::updated(&record, &person(&call.user), &authorship);
    changes.push(after.stored());
    changes.extend(effect::markers(&record, &after));
    changes.extend(effects(call, &record, &after, answer, &authorship).await?);
    changes.extend(seen(&record, &after));
    changes.extend(over(&after, &authorship));
    let stored = store(call, record, changes, authorship).await?;
    if after.kind == TransitionKind::TransferRequest && answer == Answer::Accept {
        let stored = offered(call, stored.record, &after, data).await?;
        return Ok((stored, after));
    }
    Ok((stored, after))
}

fn answered(
    before: Transition,
    status: TransitionStatus,
    data: &Map<String, Value>,
    authorship: &Authorship,
) -> Transition {
    let now = timestamp_text(authorship.at());
    let is_reply = matches!(
        status,
        TransitionStatus::Accepted | TransitionStatus::Rejected
    );
    Transition {
        status,
        responded_at: before.responded_at.or_else(|| is_reply.then_some(now)),
        rejected_reason: text(data, "rejected_reason").or(before.rejected_reason),
        rejection_note: text(data, "rejection_note").or(before.rejection_note),
        ..before
    }
}

async fn effects(
    call: &mut CallContext,
    record: &Record,
    after: &Transition,
    answer: Answer,
    authorship: &Authorship,
) -> Result<Vec<Change>, ApiError> {
    match (after.kind, answer) {
        (TransitionKind::Transfer, Answer::Accept) => {
            let Some(owner) = after.transitioned_to.as_deref() else {
                return Ok(Vec::new());
            };
            let owner = find(call, owner).await?.ok_or(ApiError::Forbidden)?;
            let owner = person(&owner);
            let word = EventAction::named(after.kind.word());
            incidents::follow(call, record, &owner, word).await?;
            owned_by(call, record, &owner, authorship).await
        }
        (
            TransitionKind::Referral | TransitionKind::Transfer,
            Answer::Reject | Answer::Finish | Answer::Revoke,
        ) => {
            let mut changes = left(call, record, after).await?;
            if answer == Answer::Finish {
                changes.extend(service_done(record, after, authorship));
            }
            Ok(changes)
        }
        (TransitionKind::Referral, Answer::Accept)
        | (TransitionKind::TransferRequest | TransitionKind::Assign, _) => Ok(Vec::new()),
    }
}

/// The receiver has nothing more to do with the record, unless by another transition.
async fn left(
    call: &mut CallContext,
    record: &Record,
    after: &Transition,
) -> Result<Vec<Change>, ApiError> {
    let others = Transition::all(record);
    let stays = |name: &str| {
        let is_reason = |own: &Transition| {
            let gives_access = matches!(
                own.kind,
                TransitionKind::Referral | TransitionKind::Transfer
            );
            gives_access
                && own.unique_id != after.unique_id
                && own.status.is_live()
                && own.is_to(name)
        };
        !after.is_to(name) || others.iter().any(is_reason)
    };
    associated(call, record, None, stays).await
}

/// The service that was asked for is provided.
fn service_done(record: &Record, after: &Transition, authorship: &Authorship) -> Option<Change> {
    let path = service_row(record, after)?;
    let mut fields = Map::from_iter([
        ("service_implemented".to_owned(), "implemented".into()),
        (
            "service_implemented_day_time".to_owned(),
            timestamp_value(authorship.at()),
        ),
    ]);
    if let Some(note) = &after.rejection_note {
        fields.insert(
            "note_on_referral_from_provider".to_owned(),
            note.as_str().into(),
        );
    }
    Some(Change::PutRow { path, fields })
}

/// The alert of a transition goes with its answer.
fn seen(record: &Record, after: &Transition) -> Vec<Change> {
    use primero_case_model::alert::Alert;

    let is_about_another =
        |alert: &Alert| alert.transition.as_deref() != Some(after.unique_id.as_str());
    Alert::replaced(record, is_about_another, &[])
}

/// When a referral ended last, for dashboards of what is over.
fn over(after: &Transition, authorship: &Authorship) -> Option<Change> {
    let field = match (after.kind, after.status) {
        (TransitionKind::Referral, TransitionStatus::Rejected) => "last_referral_rejected_at",
        (TransitionKind::Referral, TransitionStatus::Done) => "last_referral_done_at",
        (
            TransitionKind::Assign
            | TransitionKind::Referral
            | TransitionKind::Transfer
            | TransitionKind::TransferRequest,
            _,
        ) => return None,
    };
    Some(Change::set(field, timestamp_value(authorship.at())))
}

/// Whoever grants a request for a transfer offers the record to the one who asked.
async fn offered(
    call: &mut CallContext,
    record: Record,
    request: &Transition,
    data: &Map<String, Value>,
) -> Result<Stored, ApiError> {
    let consents =
        request.consent_individual_transfer || is_true(data, "consent_individual_transfer");
    let draft = Draft {
        to: Some(request.transitioned_by.clone()),
        consent_individual_transfer: consents,
        consent_overridden: consents || is_true(data, "consent_overridden"),
        is_granted: true,
        ..Draft::read(&Map::new())
    };
    let (stored, _) = Box::pin(perform::perform(
        call,
        record,
        TransitionKind::Transfer,
        draft,
    ))
    .await?;
    Ok(stored)
}
