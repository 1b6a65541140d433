//! Steps "Schema" and "Configuration": one Job, judged by what it reports and never by its existence.

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::Api;
use primero_crd::PrimeroInstanceStatus;
use primero_crd::condition::reasons;
use primero_crd::instance::status::{ConfigurationStatus, LanguageStatus, SchemaStatus};
use primero_tenant_contract::command::Exit;
use primero_tenant_contract::result::JobResult;

use super::build::{bundle, prepare_job};
use super::progress::{Failure, StepResult};
use super::validate::ValidInstance;
use crate::children::facts::Ended;
use crate::children::{Kind, PodFact};
use crate::context::Context;
use crate::hash::IntentHash;
use crate::writer::{WriteError, Writer};

/// Where the preparation of the database is.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// This input is in the database.
    Done(Box<Outcome>),
    /// A Job has to run, or runs.
    Wanted(StepResult),
}

/// What is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The schema.
    pub schema: SchemaStatus,
    /// The configuration.
    pub configuration: ConfigurationStatus,
}

/// Looks at what the database is known to hold, and at how the Job for this input is doing.
pub fn look(
    instance: &ValidInstance,
    input: IntentHash,
    status: &PrimeroInstanceStatus,
    ctx: &Context,
) -> Prepared {
    if let Some(outcome) = known(input, status) {
        return Prepared::Done(Box::new(outcome));
    }
    let job = prepare_job::name(input);
    let pod = ctx.index.newest_pod(&instance.name, Some(&job));
    let failed = ctx
        .index
        .job(&instance.name, &job)
        .and_then(|job| job.failed);
    judge(instance, input, pod.as_ref(), failed.as_deref())
}

fn known(input: IntentHash, status: &PrimeroInstanceStatus) -> Option<Outcome> {
    let configuration = status.configuration.clone()?;
    let schema = status.schema.clone()?;
    (configuration.input_hash == input.to_string()).then_some(Outcome {
        schema,
        configuration,
    })
}

fn judge(
    instance: &ValidInstance,
    input: IntentHash,
    pod: Option<&PodFact>,
    job_failed: Option<&str>,
) -> Prepared {
    let ended = pod.and_then(|pod| pod.ended.as_ref());
    let reported = ended.map(|ended| JobResult::from_message(&ended.message));
    if let (Some(Ended { code: 0, .. }), Some(Ok(result))) = (ended, &reported)
        && let Some(outcome) = outcome(instance, input, result)
    {
        return Prepared::Done(Box::new(outcome));
    }
    let told = reported
        .and_then(Result::ok)
        .and_then(|result| result.failure)
        .map_or_else(
            || job_failed.unwrap_or("it left no report").to_owned(),
            |f| f.message,
        );
    Prepared::Wanted(match ended.map(|ended| Exit::from_code(ended.code)) {
        Some(Exit::InvalidInput | Exit::Refused) => {
            StepResult::Failed(Failure::stalled(reasons::INPUT_REFUSED, told))
        }
        _ if job_failed.is_some() => StepResult::Failed(Failure::retried(
            reasons::PREPARE_FAILED,
            format!("the Job {} failed: {told}", prepare_job::name(input)),
        )),
        Some(Exit::Retry | Exit::Done) => {
            StepResult::running(reasons::PREPARING, format!("trying again: {told}"))
        }
        None => {
            let waiting = pod.and_then(|pod| pod.waiting.as_deref());
            StepResult::running(reasons::PREPARING, waiting.unwrap_or("the Job is running"))
        }
    })
}

fn outcome(instance: &ValidInstance, input: IntentHash, result: &JobResult) -> Option<Outcome> {
    let (schema, configuration) = (result.schema?, result.configuration.as_ref()?);
    let languages = configuration.language_completeness.iter().take(40);
    Some(Outcome {
        schema: SchemaStatus {
            version: schema.version,
        },
        configuration: ConfigurationStatus {
            template: instance.template.name.clone(),
            version: instance.template.version.clone(),
            digest: configuration.digest.clone(),
            input_hash: input.to_string(),
            conflicts: i32::try_from(configuration.conflicts).unwrap_or(i32::MAX),
            languages: languages
                .map(|(language, percent)| LanguageStatus {
                    language: language.clone(),
                    percent_complete: i32::from(*percent),
                })
                .collect(),
        },
    })
}

/// Copies bundle and overlays into the tenant's namespace, for the Job to mount.
pub async fn stage(
    instance: &ValidInstance,
    input: IntentHash,
    writer: &Writer,
    ctx: &Context,
) -> Result<(), Failure> {
    if ctx
        .index
        .object(&instance.name, Kind::Job, &prepare_job::name(input))
        .is_some()
    {
        return Ok(());
    }
    let sources = Api::<ConfigMap>::namespaced(ctx.client.clone(), &ctx.platform.namespace);
    let copies = bundle::copies(instance).into_iter().map(|(source, name)| {
        let sources = &sources;
        async move {
            let source = sources
                .get(&source)
                .await
                .map_err(|error| WriteError::new("read", "ConfigMap", &source, error))?;
            writer.apply(&bundle::build(instance, &name, source)).await
        }
    });
    futures::future::try_join_all(copies)
        .await
        .map(drop)
        .map_err(|error| Failure::retrying(&error))
}

/// Starts the Job for this input, and ends Jobs for older ones.
pub async fn start(
    instance: &ValidInstance,
    input: IntentHash,
    writer: &Writer,
    ctx: &Context,
) -> Result<(), Failure> {
    let current = prepare_job::name(input);
    for job in ctx.index.names(&instance.name, Kind::Job) {
        if *job != *current {
            let deleted = writer.delete::<Job>(&instance.namespace, &job).await;
            deleted.map_err(|error| Failure::retrying(&error))?;
        }
    }
    let job = prepare_job::build(instance, input);
    writer
        .create(&job)
        .await
        .map_err(|error| Failure::retrying(&error))
}

/// Removes the copies once nothing reads them: a bundle for each tenant would fill etcd.
pub async fn clear(
    instance: &ValidInstance,
    writer: &Writer,
    ctx: &Context,
) -> Result<(), Failure> {
    for name in ctx.index.names(&instance.name, Kind::ConfigMap) {
        if bundle::is_copy(&name) {
            let deleted = writer.delete::<ConfigMap>(&instance.namespace, &name).await;
            deleted.map_err(|error| Failure::retrying(&error))?;
        }
    }
    Ok(())
}
