//! Which conditions hold after a reconcile, and why not: pure.

use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::instance::operations::{DeletionPolicy, PowerState, ReconcileMode};
use primero_crd::instance::status::StepName;
use primero_crd::{PrimeroInstance, PrimeroInstanceStatus};

use super::condition_list::Conditions;
use super::progress::{Progress, StepResult};
use super::validate::{Problem, ValidInstance};

/// Conditions that depend on the manifest alone.
pub(super) fn standing(instance: &PrimeroInstance, conditions: &mut Conditions<'_>) {
    let spec = &instance.spec;
    let paused = match spec.reconcile_mode {
        ReconcileMode::Active => (ConditionStatus::False, reasons::ACTIVE, "the operator acts"),
        ReconcileMode::Paused => (
            ConditionStatus::True,
            reasons::PAUSED,
            "spec.reconcileMode is \"Paused\": nothing is changed until it is \"Active\"",
        ),
        ReconcileMode::DryRun => (
            ConditionStatus::True,
            reasons::DRY_RUN,
            "spec.reconcileMode is \"DryRun\": the manifest is checked and nothing is changed",
        ),
    };
    conditions.set(types::PAUSED, paused.0, paused.1, paused.2);
    let deletion = match spec.deletion_policy {
        DeletionPolicy::SnapshotThenDelete => {
            "spec.deletionPolicy \"SnapshotThenDelete\" acts as \"Retain\" until backups are \
             available: data is kept and nothing is deleted"
        }
        DeletionPolicy::Retain | DeletionPolicy::Delete => "deletion was not requested",
    };
    conditions.set(
        types::DELETING,
        ConditionStatus::False,
        reasons::NOT_REQUESTED,
        deletion,
    );
    conditions.set(
        types::BACKUP_HEALTHY,
        ConditionStatus::False,
        reasons::NOT_AVAILABLE_YET,
        "backups come with a later release of the platform; spec.backup has no effect yet",
    );
}

/// Conditions of a manifest that cannot work.
pub(super) fn invalid(problems: &[Problem], conditions: &mut Conditions<'_>) {
    let message = problems
        .iter()
        .map(Problem::to_string)
        .collect::<Vec<_>>()
        .join(". ");
    let reason = problems
        .first()
        .map_or(reasons::INVALID_SPEC, |problem| problem.reason);
    conditions.set(types::STALLED, ConditionStatus::True, reason, &message);
    conditions.set(types::RECONCILING, ConditionStatus::False, reason, &message);
    // What serves goes on serving; what never did is not ready for this reason.
    if !conditions.holds(types::READY) {
        conditions.set(types::READY, ConditionStatus::False, reason, &message);
    }
}

/// Conditions of a manifest that can work and was only checked.
pub(super) fn checked(conditions: &mut Conditions<'_>) {
    let message = "the manifest can work; nothing was changed";
    conditions.set(
        types::STALLED,
        ConditionStatus::False,
        reasons::DRY_RUN,
        message,
    );
    conditions.set(
        types::RECONCILING,
        ConditionStatus::False,
        reasons::DRY_RUN,
        message,
    );
    if !conditions.holds(types::READY) {
        conditions.set(
            types::READY,
            ConditionStatus::False,
            reasons::DRY_RUN,
            message,
        );
    }
}

/// Conditions of an instance that is being deleted.
pub(super) fn deleting(reason: &'static str, message: &str, conditions: &mut Conditions<'_>) {
    conditions.set(types::DELETING, ConditionStatus::True, reason, message);
    let waits = reason == reasons::AWAITING_CONFIRMATION;
    if !waits {
        conditions.set(
            types::READY,
            ConditionStatus::False,
            reasons::DELETING,
            message,
        );
    }
    let progress = if waits {
        ConditionStatus::False
    } else {
        ConditionStatus::True
    };
    conditions.set(types::RECONCILING, progress, reason, message);
    let stalled = if waits {
        ConditionStatus::True
    } else {
        ConditionStatus::False
    };
    conditions.set(types::STALLED, stalled, reason, message);
}

/// A condition that holds when some steps are done.
struct StepCondition {
    type_: &'static str,
    steps: &'static [StepName],
    reason: &'static str,
    message: &'static str,
}

const STEP_CONDITIONS: [StepCondition; 6] = [
    StepCondition {
        type_: types::ISOLATION_READY,
        steps: &[StepName::Isolation],
        reason: reasons::ENFORCED,
        message: "the namespace is closed",
    },
    StepCondition {
        type_: types::DATABASE_READY,
        steps: &[StepName::Credentials, StepName::Database],
        reason: reasons::PROVISIONED,
        message: "role and database exist",
    },
    StepCondition {
        type_: types::SCHEMA_READY,
        steps: &[StepName::Schema],
        reason: reasons::UP_TO_DATE,
        message: "the schema is the release's",
    },
    StepCondition {
        type_: types::CONFIGURED,
        steps: &[StepName::Configuration],
        reason: reasons::APPLIED,
        message: "the configuration is applied",
    },
    StepCondition {
        type_: types::WORKLOAD_READY,
        steps: &[StepName::Workload],
        reason: reasons::REPLICAS_AVAILABLE,
        message: "all replicas are available",
    },
    StepCondition {
        type_: types::EDGE_READY,
        steps: &[StepName::Edge, StepName::SmokeTest],
        reason: reasons::ANSWERING,
        message: "the URL answers through the edge",
    },
];

/// Conditions that tell how far the steps are.
pub(super) fn worked(
    valid: &ValidInstance,
    progress: &Progress,
    status: &PrimeroInstanceStatus,
    conditions: &mut Conditions<'_>,
) {
    for StepCondition {
        type_,
        steps,
        reason,
        message,
    } in STEP_CONDITIONS
    {
        let unfinished = steps.iter().find(|step| !progress.is_done(**step));
        match unfinished.map(|step| progress.step(*step).map(|worked| &worked.result)) {
            None => conditions.set(type_, ConditionStatus::True, reason, message),
            // The pods before are still reached, as the last request through the edge showed.
            Some(None) if type_ == types::EDGE_READY && progress.serving > 0 => {
                conditions.keep(type_);
            }
            Some(result) => {
                let (reason, message) = why_not(result);
                conditions.set(type_, ConditionStatus::False, reason, message);
            }
        }
    }
    ready(valid, progress, conditions);
    upgrading(status, conditions);
    reconciling(progress, conditions);
}

fn why_not(result: Option<&StepResult>) -> (&'static str, &str) {
    match result {
        Some(StepResult::Running { reason, message }) => (reason, message),
        Some(StepResult::Failed(failure)) => (failure.reason, &failure.message),
        Some(StepResult::Done | StepResult::Pending) | None => {
            (reasons::WAITING, "waits for an earlier step")
        }
    }
}

fn ready(valid: &ValidInstance, progress: &Progress, conditions: &mut Conditions<'_>) {
    let off = match valid.power_state {
        PowerState::Running => None,
        PowerState::Hibernated => Some((reasons::HIBERNATED, "spec.powerState is \"Hibernated\"")),
        PowerState::Suspended => Some((reasons::SUSPENDED, "spec.powerState is \"Suspended\"")),
    };
    if let Some((reason, message)) = off {
        conditions.set(types::READY, ConditionStatus::False, reason, message);
        return;
    }
    if progress.is_complete() {
        let message = format!("{} answers", valid.url());
        conditions.set(
            types::READY,
            ConditionStatus::True,
            reasons::AVAILABLE,
            &message,
        );
        return;
    }
    // The pods of the generation before go on serving: the condition stays, with the generation that
    // it is about. An edge that does not answer for this generation ends that.
    let unreachable = conditions.is_current(types::READY) && progress.waits_for_edge();
    if conditions.holds(types::READY) && progress.serving > 0 && !unreachable {
        return;
    }
    let was_ready =
        conditions.holds(types::READY) || conditions.has(types::READY, reasons::NOT_SERVING);
    let reason = if was_ready {
        reasons::NOT_SERVING
    } else {
        reasons::PROVISIONING
    };
    let step = StepName::ALL.iter().find(|step| !progress.is_done(**step));
    let (_, why) = why_not(
        step.and_then(|step| progress.step(*step))
            .map(|worked| &worked.result),
    );
    let message = step.map_or_else(String::new, |step| format!("{step:?}: {why}"));
    conditions.set(types::READY, ConditionStatus::False, reason, &message);
}

fn upgrading(status: &PrimeroInstanceStatus, conditions: &mut Conditions<'_>) {
    let release = status.release.as_ref();
    let moving = release.and_then(|release| {
        let current = release
            .current
            .as_ref()
            .filter(|current| **current != release.target)?;
        Some(format!("from {current} to {}", release.target))
    });
    match moving {
        Some(message) => {
            conditions.set(
                types::UPGRADING,
                ConditionStatus::True,
                reasons::UPGRADING,
                &message,
            );
        }
        None => conditions.set(
            types::UPGRADING,
            ConditionStatus::False,
            reasons::IDLE,
            "spec.maintenance.windows and spec.release.hold have no effect yet",
        ),
    }
}

fn reconciling(progress: &Progress, conditions: &mut Conditions<'_>) {
    let (yes, no) = (ConditionStatus::True, ConditionStatus::False);
    if let Some(failure) = progress.stalled() {
        conditions.set(types::STALLED, yes, failure.reason, &failure.message);
        conditions.set(types::RECONCILING, no, failure.reason, &failure.message);
        return;
    }
    conditions.set(types::STALLED, no, reasons::PROGRESSING, "no obstacle");
    let (status, reason, message) = match progress.retried() {
        Some(failure) => (yes, failure.reason, failure.message.as_str()),
        None if progress.is_at_rest() => {
            (no, reasons::COMPLETE, "everything asked for is in place")
        }
        None => (yes, reasons::PROGRESSING, "work is under way"),
    };
    conditions.set(types::RECONCILING, status, reason, message);
}
