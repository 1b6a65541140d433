//! Steps "Edge" and "SmokeTest": Service, Ingress and certificate, then one request through them.

use std::time::Duration;

use kube::Api;
use kube::api::{Patch, PatchParams};
use primero_crd::condition::reasons;
use primero_crd::labels;

use super::build::{Resources, certificate};
use super::progress::{Failure, StepResult};
use super::validate::{ValidInstance, ValidTls};
use crate::authority::ensure_certificate;
use crate::children::facts::FIELD_MANAGER;
use crate::context::Context;
use crate::edge_probe::{self, ProbeError};
use crate::secrets::{Kept, SecretValues};
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
    let found = ctx.own_secrets().get(secret).await;
    let found = found.map_err(|error| Failure::retrying(&error))?;
    let certificate = certificate_in(secret, found.as_ref())?;
    crate::authority::put_certificate(instance, &certificate, ctx).await?;
    Ok(StepResult::Done)
}

/// The certificate in a Secret of the platform's namespace, and nothing else of it.
///
/// # Guarantees
/// The platform's own Secrets (its keys, its authority, passwords of database servers) lie in that
/// namespace too: whatever a manifest names, none of them reaches a tenant's.
fn certificate_in(secret: &str, found: Option<&Kept>) -> Result<SecretValues, Failure> {
    let refused = |reason, problem: &str| {
        Failure::stalled(
            reason,
            format!(
                "spec.edge.tls.secretRef.name: the Secret {secret:?} of the platform's namespace \
                 {problem}; create one of type kubernetes.io/tls, or choose another `mode`"
            ),
        )
    };
    let Some(found) = found else {
        return Err(refused(reasons::DEPENDENCY_MISSING, "does not exist"));
    };
    let known = found.metadata.labels.as_ref();
    if known.is_some_and(|known| known.contains_key(labels::PART_OF)) {
        return Err(refused(reasons::INVALID_SPEC, "is the platform's own"));
    }
    let mut certificate = SecretValues::default();
    for key in ["tls.crt", "tls.key"] {
        let Some(value) = found.values.get(key) else {
            let problem = format!("has no {key:?}");
            return Err(refused(reasons::INVALID_SPEC, &problem));
        };
        certificate = certificate.with(key, value);
    }
    Ok(certificate)
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

#[cfg(test)]
mod tests {
    use super::*;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

    fn secret(label: Option<&str>, keys: &[&str]) -> Kept {
        let labels = label.map(|label| [(label.to_owned(), "primero".to_owned())].into());
        Kept {
            metadata: ObjectMeta {
                labels,
                ..ObjectMeta::default()
            },
            values: keys
                .iter()
                .fold(SecretValues::default(), |all, key| all.with(key, *key)),
        }
    }

    #[test]
    fn only_the_certificate_of_a_secret_is_taken() {
        let found = secret(None, &["tls.crt", "tls.key", "ca.crt", "password"]);
        let taken = certificate_in("edge", Some(&found)).unwrap();
        assert_eq!(taken.get("tls.crt"), Some(&b"tls.crt"[..]));
        assert_eq!(taken.get("tls.key"), Some(&b"tls.key"[..]));
        assert_eq!((taken.get("ca.crt"), taken.get("password")), (None, None));
    }

    #[test]
    fn a_secret_of_the_platform_is_never_given_away() {
        let own = secret(Some(labels::PART_OF), &["tls.crt", "tls.key"]);
        let failure = certificate_in("operator-ca", Some(&own)).unwrap_err();
        assert_eq!((failure.stalled, failure.reason), (true, "InvalidSpec"));
        assert!(failure.message.starts_with(
            "spec.edge.tls.secretRef.name: the Secret \"operator-ca\" of the platform's namespace \
             is the platform's own; "
        ));
    }

    #[test]
    fn a_secret_that_lacks_something_stalls_and_says_what() {
        let half = secret(None, &["tls.crt"]);
        let message = |found| certificate_in("edge", found).unwrap_err().message;
        assert!(message(Some(&half)).contains("has no \"tls.key\""));
        assert!(message(None).contains("does not exist"));
    }
}
