//! Making a transition: check, and do to the record what it means.

use std::sync::Arc;

use primero_case_db::users::User;
use primero_case_model::alert::Alert;
use primero_case_model::event::timestamp_text;
use primero_case_model::stamp::{self, Person};
use primero_case_model::transition::{
    Transition, TransitionKind, TransitionStatus, consent, effect,
};
use primero_case_model::{Authorship, Change, EventAction, Path, Record};
use primero_http_kit::{ApiError, FieldError};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::incidents;
use super::receiver::{find, receiver};
use crate::http::below_record::{Stored, authorship, store};
use crate::http::context::CallContext;
use crate::http::records::person::person;

const NO_CONSENT: &str = "transition.errors.consent";
const CANNOT_RECEIVE: &str = "transition.errors.to_user_can_receive";
const UNKNOWN_ROLE: &str = "transition.errors.authorized_role";
/// The subform whose rows ask for services.
const SERVICES: &str = "services_section";

/// Makes a transition of a record that the caller may make, in the call's transaction.
pub(super) async fn perform(
    call: &mut CallContext,
    record: Record,
    kind: TransitionKind,
    draft: Draft,
) -> Result<(Stored, Transition), ApiError> {
    let to = checked(call, &record, kind, &draft).await?;
    let authorship = authorship(call, EventAction::named(kind.word()));
    let transition = made(call, &record, (kind, draft), to.as_ref(), &authorship);
    let mut changes = stamp::updated(&record, &person(&call.user), &authorship);
    changes.extend(effects(call, &record, &transition, to.as_ref(), &authorship).await?);
    let stored = store(call, record, changes, authorship).await?;
    Ok((stored, transition))
}

/// The receiver, once everything is right: consent, receiver, role.
async fn checked(
    call: &mut CallContext,
    record: &Record,
    kind: TransitionKind,
    draft: &Draft,
) -> Result<Option<User>, ApiError> {
    let mut errors = Vec::new();
    if !draft.consent_overridden && !consent_is_given(call, record, kind) {
        errors.push(FieldError::new("consent", NO_CONSENT));
    }
    let name = match kind {
        TransitionKind::TransferRequest => record.text("owned_by").map(str::to_owned),
        TransitionKind::Assign | TransitionKind::Referral | TransitionKind::Transfer => {
            draft.to.clone()
        }
    };
    let is_remote = draft.remote && kind != TransitionKind::TransferRequest;
    let to = match name {
        // Whoever may ask for a record may receive what he asked for.
        Some(name) if draft.is_granted => {
            receiver(call, record, TransitionKind::TransferRequest, &name).await?
        }
        Some(name) if !is_remote => receiver(call, record, kind, &name).await?,
        Some(_) | None => None,
    };
    if to.is_none() && !is_remote {
        errors.push(FieldError::new("transitioned_to", CANNOT_RECEIVE));
    }
    let role = draft.words.authorized_role_unique_id.as_deref();
    if role.is_some_and(|role| call.tenant.role(role).is_none()) {
        errors.push(FieldError::new("authorized_role_unique_id", UNKNOWN_ROLE));
    }
    if errors.is_empty() {
        Ok(to)
    } else {
        Err(ApiError::InvalidFields(errors))
    }
}

/// A module may name its own consent questions, by kind: `consent_fields: {referral: [...]}`.
fn consent_is_given(call: &CallContext, record: &Record, kind: TransitionKind) -> bool {
    let module = record.text("module_id");
    let tenant = Arc::clone(&call.tenant);
    let own = tenant
        .modules()
        .iter()
        .find(|stored| Some(stored.value.unique_id.as_str()) == module)
        .and_then(|stored| stored.value.module_options.switches.get("consent_fields"))
        .and_then(|fields| fields.get(kind.word())?.as_array());
    match own {
        Some(fields) => consent::is_given(record, fields.iter().filter_map(Value::as_str)),
        None => consent::is_given(record, consent::usual_fields(kind, module).iter().copied()),
    }
}

fn made(
    call: &CallContext,
    record: &Record,
    (kind, draft): (TransitionKind, Draft),
    to: Option<&User>,
    authorship: &Authorship,
) -> Transition {
    let by = &call.user.attributes;
    let to = to.map(|user| &user.attributes);
    let text = |field: &str| record.text(field).map(str::to_owned);
    let names = |groups: &[primero_kernel::UniqueId]| -> Vec<String> {
        groups.iter().map(ToString::to_string).collect()
    };
    Transition {
        unique_id: call.clock.new_uuid().to_string(),
        kind,
        status: if kind == TransitionKind::Assign {
            TransitionStatus::Done
        } else {
            TransitionStatus::InProgress
        },
        created_at: timestamp_text(authorship.at()),
        responded_at: None,
        transitioned_by: by.user_name.to_string(),
        transitioned_by_user_agency: by.agency.as_ref().map(ToString::to_string),
        transitioned_by_user_groups: names(&by.groups),
        transitioned_to: to.map(|own| own.user_name.to_string()),
        transitioned_to_user_agency: to
            .and_then(|own| own.agency.as_ref().map(ToString::to_string)),
        transitioned_to_user_groups: to.map(|own| names(&own.groups)).unwrap_or_default(),
        record_owned_by: text("owned_by"),
        record_owned_by_agency: text("owned_by_agency_id"),
        record_owned_by_groups: record.texts("owned_by_groups").map(str::to_owned).collect(),
        remote: draft.remote,
        consent_overridden: draft.consent_overridden,
        consent_individual_transfer: draft.consent_individual_transfer,
        allow_case_creation: draft.allow_case_creation,
        words: draft.words,
        rejected_reason: None,
        rejection_note: None,
    }
}

/// What the transition does to its record.
async fn effects(
    call: &mut CallContext,
    record: &Record,
    transition: &Transition,
    to: Option<&User>,
    authorship: &Authorship,
) -> Result<Vec<Change>, ApiError> {
    let mut changes = vec![transition.stored()];
    changes.extend(effect::markers(record, transition));
    let to = to.map(person);
    match (transition.kind, &to) {
        (TransitionKind::Assign, Some(owner)) => {
            let word = EventAction::named(transition.kind.word());
            incidents::follow(call, record, owner, word).await?;
            changes.extend(owned_by(call, record, owner, authorship).await?);
        }
        (TransitionKind::Referral, to) => {
            changes.extend(associated(call, record, to.as_ref(), |_| true).await?);
            changes.extend(service_marked(
                record,
                transition,
                "service_status_referred",
            ));
        }
        (TransitionKind::Transfer, Some(to)) => {
            changes.push(effect::moved(authorship));
            changes.extend(associated(call, record, Some(to), |_| true).await?);
        }
        (TransitionKind::Transfer, None) => {
            changes.push(effect::moved(authorship));
            changes.push(Change::set("status", "transferred"));
        }
        (TransitionKind::TransferRequest, _) | (TransitionKind::Assign, None) => {}
    }
    let alert = || alert(call, transition);
    changes.extend(effect::alerts(record, transition, authorship, alert));
    Ok(changes)
}

/// The changes that make a record somebody's, and leave those whom it was referred to.
pub(super) async fn owned_by(
    call: &mut CallContext,
    record: &Record,
    owner: &Person,
    authorship: &Authorship,
) -> Result<Vec<Change>, ApiError> {
    let assigned = people(call, record, |name| name != owner.user_name.as_str()).await?;
    let associates = effect::Associates {
        owner,
        assigned: assigned.iter().collect(),
    };
    let mut changes = effect::given_to(record, owner, authorship);
    changes.extend(associates.stamped(record));
    let by_other = owner.user_name != call.actor.user_name;
    changes.push(Change::set("not_edited_by_owner", by_other));
    Ok(changes)
}

/// The changes that say who else than its owner has to do with a record: those who stay, and maybe
/// one more.
pub(super) async fn associated(
    call: &mut CallContext,
    record: &Record,
    joins: Option<&Person>,
    stays: impl Fn(&str) -> bool + Send,
) -> Result<Vec<Change>, ApiError> {
    let Some(owner) = record.text("owned_by") else {
        return Ok(Vec::new());
    };
    let Some(owner) = find(call, owner).await? else {
        return Ok(Vec::new());
    };
    let owner = person(&owner);
    let mut assigned = people(call, record, stays).await?;
    assigned.extend(joins.cloned());
    let associates = effect::Associates {
        owner: &owner,
        assigned: assigned.iter().collect(),
    };
    Ok(associates.stamped(record))
}

/// Those whom a record was referred or offered to, as far as they stay.
async fn people(
    call: &mut CallContext,
    record: &Record,
    stays: impl Fn(&str) -> bool + Send,
) -> Result<Vec<Person>, ApiError> {
    let mut people = Vec::new();
    for name in record
        .texts("assigned_user_names")
        .filter(|name| stays(name))
    {
        people.extend(find(call, name).await?.as_ref().map(person));
    }
    Ok(people)
}

/// The change that ticks a box in the row that asked for the service.
pub(super) fn service_marked(
    record: &Record,
    transition: &Transition,
    field: &str,
) -> Option<Change> {
    let path = service_row(record, transition)?;
    let fields = Map::from_iter([(field.to_owned(), Value::Bool(true))]);
    Some(Change::PutRow { path, fields })
}

/// The row that asked for the service, if it is still there.
pub(super) fn service_row(record: &Record, transition: &Transition) -> Option<Path> {
    let id = transition.words.service_record_id.as_deref()?;
    let path = Path::field(SERVICES).child(id);
    path.find(record.data()).is_some().then_some(path)
}

fn alert(call: &CallContext, transition: &Transition) -> Alert {
    let form = match transition.kind {
        TransitionKind::Referral => "referral",
        TransitionKind::Assign | TransitionKind::Transfer | TransitionKind::TransferRequest => {
            "transfers_assignments"
        }
    };
    Alert {
        unique_id: call.clock.new_random_uuid().to_string(),
        kind: transition.kind.word().to_owned(),
        alert_for: transition.kind.word().to_owned(),
        date: call.today,
        form_unique_id: form.to_owned(),
        user: transition.transitioned_to.clone(),
        stays: true,
        transition: Some(transition.unique_id.clone()),
    }
}
