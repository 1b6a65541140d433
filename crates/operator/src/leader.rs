//! One operator acts at a time: leadership by a Lease.
//!
//! The process that holds the Lease renews it every third of its duration, and stops itself when it
//! could not for two thirds: before another process may take over. Time that others wrote is never
//! compared with our clock; what counts is how long we have seen the Lease unchanged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use kube::api::PostParams;
use kube::{Api, Client};
use primero_kernel::Clock;

const NAME: &str = "primero-operator";
const DURATION: Duration = Duration::from_secs(15);
const RENEW: Duration = Duration::from_secs(5);
const GIVE_UP: Duration = Duration::from_secs(10);
/// How often a process that does not lead looks at the Lease.
const LOOK: Duration = Duration::from_secs(2);

/// The Lease, as this process takes part in it.
#[derive(Clone, Debug)]
pub struct Leadership {
    api: Api<Lease>,
    identity: String,
    clock: Arc<dyn Clock>,
}

impl Leadership {
    /// Takes part as `identity`, which has to be unique among running processes.
    pub fn new(client: Client, namespace: &str, identity: String, clock: Arc<dyn Clock>) -> Self {
        Self {
            api: Api::namespaced(client, namespace),
            identity,
            clock,
        }
    }

    /// Waits until this process leads.
    pub async fn acquire(&self) {
        let mut seen: Option<(Option<String>, Instant)> = None;
        loop {
            match self.try_acquire(&mut seen).await {
                Ok(true) => {
                    tracing::info!(identity = self.identity, "leading");
                    return;
                }
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "failed to take part in leader election"),
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Renews the Lease; returns when it is lost or could not be renewed in time.
    pub async fn hold(&self) {
        let mut renewed = Instant::now();
        while renewed.elapsed() < GIVE_UP {
            tokio::time::sleep(RENEW.min(GIVE_UP.saturating_sub(renewed.elapsed()))).await;
            match tokio::time::timeout(RENEW, self.renew()).await {
                Ok(Ok(true)) => renewed = Instant::now(),
                Ok(Ok(false)) => break,
                Ok(Err(error)) => tracing::warn!(%error, "failed to renew the lease"),
                Err(_) => tracing::warn!("renewing the lease takes too long"),
            }
        }
        tracing::error!("leadership is lost");
    }

    /// Gives the Lease back, so that the next process need not wait for it to run out.
    pub async fn release(&self) {
        let released = async {
            let mut lease = self.api.get(NAME).await?;
            let spec = lease.spec.get_or_insert_default();
            if spec.holder_identity.as_deref() == Some(&self.identity) {
                spec.holder_identity = None;
                self.api
                    .replace(NAME, &PostParams::default(), &lease)
                    .await?;
            }
            Ok::<_, kube::Error>(())
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, "failed to give the lease back");
        }
    }

    async fn try_acquire(
        &self,
        seen: &mut Option<(Option<String>, Instant)>,
    ) -> Result<bool, kube::Error> {
        let Some(mut lease) = self.api.get_opt(NAME).await? else {
            return self.create().await;
        };
        let version = lease.metadata.resource_version.clone();
        let since = match seen {
            Some((known, since)) if *known == version => *since,
            _ => {
                let now = Instant::now();
                *seen = Some((version, now));
                now
            }
        };
        let spec = lease.spec.get_or_insert_default();
        let holder = spec
            .holder_identity
            .as_deref()
            .filter(|holder| !holder.is_empty());
        let free = holder.is_none_or(|holder| holder == self.identity);
        if !free && since.elapsed() < DURATION {
            return Ok(false);
        }
        let transitions = spec.lease_transitions.unwrap_or(0);
        let acquired = Some(MicroTime(self.clock.now()));
        lease.spec = Some(LeaseSpec {
            acquire_time: acquired,
            lease_transitions: Some(transitions.saturating_add(1)),
            ..self.spec()
        });
        self.replace(&lease).await
    }

    async fn create(&self) -> Result<bool, kube::Error> {
        let lease = Lease {
            metadata: ObjectMeta {
                name: Some(NAME.to_owned()),
                ..ObjectMeta::default()
            },
            spec: Some(LeaseSpec {
                acquire_time: Some(MicroTime(self.clock.now())),
                lease_transitions: Some(0),
                ..self.spec()
            }),
        };
        match self.api.create(&PostParams::default(), &lease).await {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(response)) if response.is_already_exists() => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn renew(&self) -> Result<bool, kube::Error> {
        let Some(mut lease) = self.api.get_opt(NAME).await? else {
            return self.create().await;
        };
        let spec = lease.spec.take().unwrap_or_default();
        if spec.holder_identity.as_deref() != Some(&self.identity) {
            return Ok(false);
        }
        lease.spec = Some(LeaseSpec {
            acquire_time: spec.acquire_time,
            lease_transitions: spec.lease_transitions,
            ..self.spec()
        });
        self.replace(&lease).await
    }

    /// Writes the Lease if nobody else did since it was read.
    async fn replace(&self, lease: &Lease) -> Result<bool, kube::Error> {
        match self.api.replace(NAME, &PostParams::default(), lease).await {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(response)) if response.is_conflict() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn spec(&self) -> LeaseSpec {
        LeaseSpec {
            holder_identity: Some(self.identity.clone()),
            lease_duration_seconds: i32::try_from(DURATION.as_secs()).ok(),
            renew_time: Some(MicroTime(self.clock.now())),
            ..LeaseSpec::default()
        }
    }
}
