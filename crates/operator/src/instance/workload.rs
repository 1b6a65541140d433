//! Step "Workload": the pods that serve.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::ConfigMap;
use primero_crd::condition::reasons;

use super::progress::{Failure, StepResult};
use super::validate::ValidInstance;
use crate::children::DeploymentFact;
use crate::context::Context;
use crate::writer::Writer;

/// Writes the Deployment and the settings that its pods read.
pub async fn apply(
    instance: &ValidInstance,
    settings: &ConfigMap,
    deployment: &Deployment,
    writer: &Writer,
    ctx: &Context,
) -> Result<(), Failure> {
    let written = async {
        writer.apply(settings).await?;
        writer.apply(deployment).await
    };
    let written = written.await.map_err(|error| Failure::retrying(&error))?;
    if let Some(deployment) = written {
        // What is known of the pods is about the spec before this one.
        ctx.index
            .put_deployment(&instance.name, DeploymentFact::of(&deployment));
    }
    Ok(())
}

/// How the pods are doing.
pub fn look(instance: &ValidInstance, ctx: &Context) -> StepResult {
    let fact = ctx.index.deployment(&instance.name).unwrap_or_default();
    let wanted = instance.replicas;
    if fact.current && fact.updated_available >= wanted && fact.existing <= wanted {
        return StepResult::Done;
    }
    let pod = ctx.index.newest_pod(&instance.name, None);
    let obstacle = pod.and_then(|pod| pod.waiting).or(fact.obstacle);
    if let Some(obstacle) = obstacle {
        return StepResult::Failed(Failure::retried(reasons::REPLICAS_FAILING, obstacle));
    }
    let available = fact.updated_available;
    StepResult::running(
        reasons::ROLLING_OUT,
        format!("{available} of {wanted} replicas of the newest version are available"),
    )
}
