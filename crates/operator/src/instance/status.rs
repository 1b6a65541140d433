//! The status of an instance: pure from what a reconcile found, then one patch when it differs.

use jiff::Timestamp;
use kube::api::{Patch, PatchParams};
use kube::{Api, Resource as _, ResourceExt as _};
use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::instance::operations::{DeletionPolicy, PowerState, ReconcileMode};
use primero_crd::instance::status::{ReleaseStatus, Step, StepName, StepState};
use primero_crd::{Condition, PrimeroInstance, PrimeroInstanceStatus};
use serde_json::json;

use super::progress::{Progress, StepResult, Worked};
use super::validate::{Problem, ValidInstance};
use crate::children::facts::{FIELD_MANAGER, version};
use crate::context::Context;
use crate::writer::WriteError;

/// What a reconcile came to.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// The manifest cannot work.
    Invalid(&'a [Problem]),
    /// The operator was told not to act.
    Inactive,
    /// The steps were worked on.
    Worked(&'a ValidInstance, &'a Progress),
    /// The instance is being deleted.
    Deleting {
        /// A word of [`reasons`].
        reason: &'static str,
        /// For a person.
        message: &'a str,
    },
}

/// The status after a reconcile.
pub fn next(
    instance: &PrimeroInstance,
    previous: &PrimeroInstanceStatus,
    outcome: &Outcome<'_>,
    now: Timestamp,
) -> PrimeroInstanceStatus {
    let mut status = previous.clone();
    status.observed_generation = instance.metadata.generation.unwrap_or(0);
    let mut conditions = Conditions::new(previous, status.observed_generation, now);
    standing(instance, &mut conditions);
    match outcome {
        Outcome::Invalid(problems) => invalid(problems, &mut conditions),
        Outcome::Inactive => {}
        Outcome::Worked(valid, progress) => {
            allocate(&mut status, valid, progress);
            status.steps = steps(&previous.steps, progress);
            worked(valid, progress, &status, &mut conditions);
        }
        Outcome::Deleting { reason, message } => deleting(reason, message, &mut conditions),
    }
    status.conditions = conditions.finish();
    status
}

/// Conditions that depend on the manifest alone.
fn standing(instance: &PrimeroInstance, conditions: &mut Conditions<'_>) {
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

fn invalid(problems: &[Problem], conditions: &mut Conditions<'_>) {
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

fn deleting(reason: &'static str, message: &str, conditions: &mut Conditions<'_>) {
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

/// Names that later reconciles and people go by.
fn allocate(status: &mut PrimeroInstanceStatus, valid: &ValidInstance, progress: &Progress) {
    status.url = Some(valid.url());
    status.contract = Some(valid.release.contract);
    status.namespace = progress.namespace.clone().or(status.namespace.take());
    status.database = progress.database.clone().or(status.database.take());
    status.data_key_id = progress.data_key_id.clone().or(status.data_key_id.take());
    status.schema = progress.schema.clone().or(status.schema.take());
    status.configuration = progress
        .configuration
        .clone()
        .or(status.configuration.take());
    status.inventory = progress
        .inventory
        .clone()
        .unwrap_or_else(|| status.inventory.clone());
    let running = status.release.take().and_then(|release| release.current);
    let current = if progress.is_complete() {
        Some(valid.release.version.clone())
    } else {
        running
    };
    status.release = Some(ReleaseStatus {
        current,
        target: valid.release.version.clone(),
    });
}

fn steps(previous: &[Step], progress: &Progress) -> Vec<Step> {
    StepName::ALL
        .into_iter()
        .map(|name| {
            let before = previous.iter().find(|step| step.name == name);
            progress
                .step(name)
                .map_or_else(|| pending(name), |worked| step(name, before, worked))
        })
        .collect()
}

fn pending(name: StepName) -> Step {
    Step {
        name,
        state: StepState::Pending,
        start_time: None,
        end_time: None,
        message: String::new(),
    }
}

/// A step's times are those of the work, not of the reconcile that looked at it last.
fn step(name: StepName, before: Option<&Step>, worked: &Worked) -> Step {
    let (state, message) = match &worked.result {
        StepResult::Done => (StepState::Done, ""),
        StepResult::Pending => return pending(name),
        StepResult::Running { message, .. } => (StepState::Running, message.as_str()),
        StepResult::Failed(failure) => (StepState::Failed, failure.message.as_str()),
    };
    let open = before.filter(|step| step.start_time.is_some() && step.state != StepState::Done);
    let done = before.filter(|step| step.state == StepState::Done && state == StepState::Done);
    let start_time = done
        .or(open)
        .and_then(|step| step.start_time)
        .or(Some(worked.start));
    let end_time = done
        .and_then(|step| step.end_time)
        .or_else(|| (state == StepState::Done).then_some(worked.end));
    Step {
        name,
        state,
        start_time,
        end_time,
        message: cut(message, 1024),
    }
}

/// Conditions that tell how far the steps are.
fn worked(
    valid: &ValidInstance,
    progress: &Progress,
    status: &PrimeroInstanceStatus,
    conditions: &mut Conditions<'_>,
) {
    use StepName::{
        Configuration, Credentials, Database, Edge, Isolation, Schema, SmokeTest, Workload,
    };
    for (type_, steps, reason, message) in [
        (
            types::ISOLATION_READY,
            &[Isolation][..],
            reasons::ENFORCED,
            "the namespace is closed",
        ),
        (
            types::DATABASE_READY,
            &[Credentials, Database],
            reasons::PROVISIONED,
            "role and database exist",
        ),
        (
            types::SCHEMA_READY,
            &[Schema],
            reasons::UP_TO_DATE,
            "the schema is the release's",
        ),
        (
            types::CONFIGURED,
            &[Configuration],
            reasons::APPLIED,
            "the configuration is applied",
        ),
        (
            types::WORKLOAD_READY,
            &[Workload],
            reasons::REPLICAS_AVAILABLE,
            "all replicas are available",
        ),
        (
            types::EDGE_READY,
            &[Edge, SmokeTest],
            reasons::ANSWERING,
            "the URL answers through the edge",
        ),
    ] {
        let unfinished = steps.iter().find(|step| !progress.is_done(**step));
        match unfinished.map(|step| progress.step(*step).map(|worked| &worked.result)) {
            None => conditions.set(type_, ConditionStatus::True, reason, message),
            Some(result) => {
                let (reason, message) = why_not(result);
                conditions.set(type_, ConditionStatus::False, reason, message);
            }
        }
    }
    ready(valid, progress, conditions);
    upgrading(status, conditions);
    match progress.stalled() {
        Some(failure) => {
            conditions.set(
                types::STALLED,
                ConditionStatus::True,
                failure.reason,
                &failure.message,
            );
            conditions.set(
                types::RECONCILING,
                ConditionStatus::False,
                failure.reason,
                &failure.message,
            );
        }
        None => {
            conditions.set(
                types::STALLED,
                ConditionStatus::False,
                reasons::PROGRESSING,
                "no obstacle",
            );
            reconciling(progress, conditions);
        }
    }
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
    if conditions.holds(types::READY) && progress.serving > 0 {
        // The pods of the generation before go on serving: the condition stays, with the
        // generation that it is about.
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
    if progress.is_complete() {
        let message = "everything asked for is in place";
        conditions.set(
            types::RECONCILING,
            ConditionStatus::False,
            reasons::COMPLETE,
            message,
        );
        return;
    }
    let (reason, message) = progress.retried().map_or_else(
        || (reasons::PROGRESSING, "work is under way"),
        |failure| (failure.reason, failure.message.as_str()),
    );
    conditions.set(types::RECONCILING, ConditionStatus::True, reason, message);
}

/// Builds the next list of conditions from the one before.
struct Conditions<'a> {
    previous: &'a [Condition],
    generation: i64,
    now: Timestamp,
    next: Vec<Condition>,
}

impl<'a> Conditions<'a> {
    fn new(previous: &'a PrimeroInstanceStatus, generation: i64, now: Timestamp) -> Self {
        let now = now.round(jiff::Unit::Second).unwrap_or(now);
        Self {
            previous: &previous.conditions,
            generation,
            now,
            next: Vec::new(),
        }
    }

    fn before(&self, type_: &str) -> Option<&'a Condition> {
        self.previous
            .iter()
            .find(|condition| condition.type_ == type_)
    }

    /// Whether a condition held before.
    fn holds(&self, type_: &str) -> bool {
        self.before(type_)
            .is_some_and(|before| before.status == ConditionStatus::True)
    }

    /// Whether a condition had this reason before.
    fn has(&self, type_: &str, reason: &str) -> bool {
        self.before(type_)
            .is_some_and(|before| before.reason == reason)
    }

    fn set(&mut self, type_: &str, status: ConditionStatus, reason: &str, message: &str) {
        let since = self
            .before(type_)
            .filter(|before| before.status == status)
            .map_or(self.now, |before| before.last_transition_time);
        let condition = Condition {
            type_: type_.to_owned(),
            status,
            observed_generation: self.generation,
            last_transition_time: since,
            reason: reason.to_owned(),
            message: cut(message, 2048),
        };
        self.next.retain(|known| known.type_ != type_);
        self.next.push(condition);
    }

    /// All known conditions in their order; those not set keep what they said, or say that nothing
    /// is known.
    fn finish(mut self) -> Vec<Condition> {
        for type_ in types::ALL {
            if self.next.iter().any(|condition| condition.type_ == type_) {
                continue;
            }
            match self.before(type_) {
                Some(before) => self.next.push(before.clone()),
                None => {
                    let message = "not looked at yet";
                    let unknown = ConditionStatus::Unknown;
                    self.set(type_, unknown, reasons::RECONCILE_PENDING, message);
                }
            }
        }
        let place = |type_: &str| types::ALL.iter().position(|known| *known == type_);
        self.next.sort_by_key(|condition| place(&condition.type_));
        self.next
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Writes the status if it differs, and tells what changed as events.
pub async fn update(
    instance: &PrimeroInstance,
    previous: &PrimeroInstanceStatus,
    outcome: &Outcome<'_>,
    ctx: &Context,
) -> Result<(), WriteError> {
    let status = next(instance, previous, outcome, ctx.now());
    if status == *previous {
        return Ok(());
    }
    let name = instance.name_any();
    let patch = json!({
        "apiVersion": PrimeroInstance::api_version(&()),
        "kind": PrimeroInstance::kind(&()),
        "metadata": {"name": name, "uid": instance.metadata.uid},
        "status": status,
    });
    let manager = format!("{FIELD_MANAGER}/status");
    let written = Api::<PrimeroInstance>::all(ctx.client.clone())
        .patch_status(
            &name,
            &PatchParams::apply(&manager).force(),
            &Patch::Apply(&patch),
        )
        .await
        .map_err(|error| WriteError::new("report on", "PrimeroInstance", &name, error))?;
    ctx.metrics.written();
    let conditions = status.conditions.clone();
    ctx.memory
        .wrote_status(instance, version(&written.metadata), status);
    ctx.events
        .publish(instance, &previous.conditions, &conditions)
        .await;
    Ok(())
}
