//! The page to read first: observe, validate, build, apply, status.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kube::ResourceExt as _;
use kube::runtime::controller::Action;
use primero_crd::instance::operations::ReconcileMode;
use primero_crd::{PrimeroInstance, PrimeroInstanceStatus};

use super::cleanup::{self, Cleanup};
use super::observe::observe;
use super::progress::Progress;
use super::provision::Provision;
use super::status::{self, Outcome};
use super::validate::{ValidInstance, validate};
use super::{finalizer, progress};
use crate::context::Context;
use crate::writer::WriteError;

/// A reconcile that could not even report; it is repeated.
#[derive(Debug, thiserror::Error)]
#[error("failed to reconcile")]
pub struct ReconcileError(#[source] WriteError);

/// Brings one instance nearer to what its manifest asks for.
#[tracing::instrument(name = "reconcile.instance", skip_all, fields(instance = %instance.name_any(), generation = instance.metadata.generation))]
pub async fn reconcile(
    instance: Arc<PrimeroInstance>,
    ctx: Arc<Context>,
) -> Result<Action, ReconcileError> {
    ctx.triggers.wait_until_synced().await;
    let begun = Instant::now();
    let previous = ctx.memory.status(&instance);
    let action = if instance.metadata.deletion_timestamp.is_some() {
        Box::pin(delete(&instance, &previous, &ctx)).await
    } else {
        Box::pin(advance(&instance, &previous, &ctx)).await
    };
    let outcome = if action.is_ok() { "ok" } else { "error" };
    ctx.metrics.reconciled(outcome, begun.elapsed());
    action.map_err(ReconcileError)
}

async fn advance(
    instance: &PrimeroInstance,
    previous: &PrimeroInstanceStatus,
    ctx: &Context,
) -> Result<Action, WriteError> {
    let begun = ctx.now();
    let mode = instance.spec.reconcile_mode;
    let observed = observe(
        instance,
        &ctx.catalog,
        &ctx.hostnames,
        &ctx.platform.base_domain,
    );
    let checked = validate(instance, &observed, &ctx.platform);
    let outcome = match (mode, &checked) {
        (ReconcileMode::Paused, _) => Some(Outcome::Paused),
        (ReconcileMode::DryRun, Ok(_)) => Some(Outcome::Checked),
        (ReconcileMode::DryRun | ReconcileMode::Active, Err(problems)) => {
            Some(Outcome::Invalid(problems))
        }
        (ReconcileMode::Active, Ok(_)) => None,
    };
    if let Some(outcome) = outcome {
        status::update(instance, previous, &outcome, ctx).await?;
        return Ok(Action::requeue(ctx.pause()));
    }
    let Ok(valid) = checked else {
        return Ok(Action::await_change());
    };
    finalizer::hold(instance, &ctx.client).await?;
    let due = ctx.memory.is_due(instance, ctx.pause());
    let provision = Provision::new(&valid, previous, due, ctx);
    let progress = Box::pin(provision.run(begun)).await;
    status::update(instance, previous, &Outcome::Worked(&valid, &progress), ctx).await?;
    Ok(next_look(instance, &valid, &progress, ctx))
}

/// When to look again without being told. Jobs, pods and objects tell; what does not is the edge,
/// and whatever failed.
fn next_look(
    instance: &PrimeroInstance,
    valid: &ValidInstance,
    progress: &Progress,
    ctx: &Context,
) -> Action {
    if let Some(failure) = progress.retried() {
        let failures = ctx.memory.failed(instance);
        tracing::warn!(reason = failure.reason, failures, "{}", failure.message);
        return Action::requeue(backoff(failures));
    }
    ctx.memory.succeeded(instance);
    let waits_for_edge = valid.replicas > 0 && progress.waits_for_edge();
    Action::requeue(if waits_for_edge {
        Duration::from_secs(1)
    } else {
        ctx.pause()
    })
}

async fn delete(
    instance: &PrimeroInstance,
    previous: &PrimeroInstanceStatus,
    ctx: &Context,
) -> Result<Action, WriteError> {
    if !finalizer::is_held(instance) {
        return Ok(Action::await_change());
    }
    match cleanup::clean(instance, previous, ctx).await {
        Ok(Cleanup::Done) => {
            finalizer::release(instance, &ctx.client).await?;
            ctx.memory.forget(instance);
            Ok(Action::await_change())
        }
        Ok(Cleanup::Waiting { reason, message }) => {
            let outcome = Outcome::Deleting {
                reason,
                message: &message,
            };
            status::update(instance, previous, &outcome, ctx).await?;
            Ok(Action::requeue(Duration::from_secs(30)))
        }
        Err(failure) => {
            let failures = ctx.memory.failed(instance);
            tracing::warn!(reason = failure.reason, failures, "{}", failure.message);
            let outcome = Outcome::Deleting {
                reason: failure.reason,
                message: &failure.message,
            };
            status::update(instance, previous, &outcome, ctx).await?;
            Ok(Action::requeue(backoff(failures)))
        }
    }
}

/// What the controller does with a reconcile that could not report.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that the controller asks for"
)]
pub fn on_error(
    instance: Arc<PrimeroInstance>,
    error: &ReconcileError,
    ctx: Arc<Context>,
) -> Action {
    let failures = ctx.memory.failed(&instance);
    tracing::warn!(instance = %instance.name_any(), failures, "{}", progress::chain(error));
    Action::requeue(backoff(failures))
}

/// Between half of and all of 1, 2, 4 ... 300 seconds; the first time after a tenth of that, since
/// most first failures are conflicts that the next look resolves.
fn backoff(failures: u32) -> Duration {
    let seconds = f64::from(1_u32 << failures.saturating_sub(1).min(9)).min(300.0);
    let first = if failures <= 1 { 0.1 } else { 1.0 };
    Duration::from_secs_f64(seconds * first * rand::random_range(0.5..1.0))
}
