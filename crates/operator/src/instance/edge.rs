//! Steps "Edge" and "SmokeTest": Service, Ingress and certificate, then one request through them.

use std::time::Duration;

use kube::Api;
use kube::api::{Patch, PatchParams};
use primero_crd::condition::reasons;

use super::build::{Resources, certificate};
use super::progress::{Failure, StepResult};
use super::validate::{ValidInstance, ValidTls};
use crate::authority::ensure_certificate;
use crate::children::facts::FIELD_MANAGER;
use crate::context::Context;
use crate::edge_probe::{self, ProbeError};
use crate::writer::{WriteError, Writer};

/// Tries of one reconcile, and the pause between them: the edge hears of a new Ingress within
/// fractions of a second, and a tenant should not wait for the next reconcile.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(100);

/// Writes Service and Ingress.
pub async fn apply(resources: &Resources, writer: &Writer) -> Result<(), Failure> {
    futures::try_join!(
        writer.apply(&resources.service),
        writer.apply(&resources.ingress)
    )
    .map(drop)
    .map_err(|error| Failure::retrying(&error))
}

/// Makes or asks for the certificate; whether it is there.
pub async fn ensure_tls(instance: &ValidInstance, ctx: &Context) -> Result<StepResult, Failure> {
    match &instance.tls {
        ValidTls::None => Ok(StepResult::Done),
        ValidTls::OwnAuthority => ensure_certificate(instance, ctx)
            .await
            .map(|()| StepResult::Done),
        ValidTls::CertManager(issuer) => ask_cert_manager(instance, issuer, ctx).await,
        ValidTls::Secret(secret) => copy_secret(instance, secret, ctx).await,
    }
}

async fn ask_cert_manager(
    instance: &ValidInstance,
    issuer: &str,
    ctx: &Context,
) -> Result<StepResult, Failure> {
    let secrets = ctx.secrets(&instance.namespace);
    let retrying = |error: WriteError| Failure::retrying(&error);
    let api = Api::<kube::api::DynamicObject>::namespaced_with(
        ctx.client.clone(),
        &instance.namespace,
        &certificate::resource(),
    );
    let wanted = certificate::build(instance, issuer);
    let refused = |error| {
        retrying(WriteError::new(
            "apply",
            "Certificate",
            certificate::SECRET,
            error,
        ))
    };
    let found = api.get_opt(certificate::SECRET).await.map_err(refused)?;
    if found.is_none_or(|found| found.data["spec"] != wanted.data["spec"]) {
        let parameters = PatchParams::apply(FIELD_MANAGER).force();
        api.patch(certificate::SECRET, &parameters, &Patch::Apply(&wanted))
            .await
            .map_err(refused)?;
    }
    if secrets
        .metadata(certificate::SECRET)
        .await
        .map_err(retrying)?
        .is_some()
    {
        return Ok(StepResult::Done);
    }
    let message = format!("the ClusterIssuer {issuer:?} has not issued the certificate yet");
    Ok(StepResult::running(reasons::CERTIFICATE_PENDING, message))
}

async fn copy_secret(
    instance: &ValidInstance,
    secret: &str,
    ctx: &Context,
) -> Result<StepResult, Failure> {
    let retrying = |error: WriteError| Failure::retrying(&error);
    let Some(source) = ctx.own_secrets().get(secret).await.map_err(retrying)? else {
        return Err(Failure::stalled(
            reasons::DEPENDENCY_MISSING,
            format!(
                "spec.edge.tls.secretRef.name: there is no Secret {secret:?} in the platform's \
                 namespace; create it with type kubernetes.io/tls, or choose another `mode`"
            ),
        ));
    };
    crate::authority::put_certificate(instance, &source.values, ctx).await?;
    Ok(StepResult::Done)
}

/// Asks for the tenant's URL through the edge until it answers, or the tries are used up.
pub async fn smoke_test(instance: &ValidInstance, ctx: &Context) -> StepResult {
    let mut answer = edge_probe::probe(instance, ctx).await;
    for _ in 1..TRIES {
        if answer.is_ok() {
            return StepResult::Done;
        }
        tokio::time::sleep(PAUSE).await;
        answer = edge_probe::probe(instance, ctx).await;
    }
    answer.map_or_else(
        |error| not_answering(instance, &error),
        |()| StepResult::Done,
    )
}

fn not_answering(instance: &ValidInstance, error: &ProbeError) -> StepResult {
    let why = super::progress::chain(error);
    let message = format!(
        "{} does not answer through the edge yet: {why}",
        instance.url()
    );
    StepResult::running(reasons::NOT_ANSWERING, message)
}
