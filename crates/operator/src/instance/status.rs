//! The status of an instance: pure from what a reconcile found, then one patch when it differs.

use jiff::Timestamp;
use kube::api::{Patch, PatchParams};
use kube::{Api, Resource as _, ResourceExt as _};
use primero_crd::instance::status::{ReleaseStatus, Step, StepName, StepState};
use primero_crd::{PrimeroInstance, PrimeroInstanceStatus};
use serde_json::json;

use super::condition_list::{Conditions, cut};
use super::conditions;
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
    /// The operator was told to leave everything as it is.
    Paused,
    /// The operator was told only to check the manifest, and it can work.
    Checked,
    /// The steps were worked on.
    Worked(&'a ValidInstance, &'a Progress),
    /// The instance is being deleted.
    Deleting {
        /// A word of [`primero_crd::condition::reasons`].
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
    conditions::standing(instance, &mut conditions);
    match outcome {
        Outcome::Invalid(problems) => conditions::invalid(problems, &mut conditions),
        Outcome::Paused => {}
        Outcome::Checked => conditions::checked(&mut conditions),
        Outcome::Worked(valid, progress) => {
            allocate(&mut status, valid, progress);
            status.steps = steps(&previous.steps, progress);
            conditions::worked(valid, progress, &status, &mut conditions);
        }
        Outcome::Deleting { reason, message } => {
            conditions::deleting(reason, message, &mut conditions);
        }
    }
    status.conditions = conditions.finish();
    status
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
