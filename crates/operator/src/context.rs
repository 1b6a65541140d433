//! What every reconcile needs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kube::{Client, ResourceExt as _};
use primero_crd::instance::status::InventoryItem;
use primero_crd::{PrimeroInstance, PrimeroInstanceStatus, labels};
use primero_kernel::Clock;

use crate::authority::Authority;
use crate::catalog::Catalog;
use crate::children::ChildIndex;
use crate::data_key::KeyEncryptionKey;
use crate::databases::Databases;
use crate::events::Events;
use crate::hostnames::HostnameIndex;
use crate::metrics::Metrics;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::triggers::Triggers;
use crate::writer::Writer;

/// What every reconcile needs. One for the process.
pub struct Context {
    /// The API server.
    pub client: Client,
    /// What the operator was told about the platform.
    pub platform: Platform,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The objects that the operator made.
    pub index: Arc<ChildIndex>,
    /// The objects that instances refer to.
    pub catalog: Catalog,
    /// Which instance has which host name.
    pub hostnames: Arc<HostnameIndex>,
    /// Connections to database servers.
    pub databases: Databases,
    /// The key that wraps tenants' data keys.
    pub key_encryption_key: KeyEncryptionKey,
    /// The authority for certificates that nobody else issues.
    pub authority: Authority,
    /// Where events go.
    pub events: Events,
    /// What is counted.
    pub metrics: Metrics,
    /// Whether the watches know everything.
    pub triggers: Triggers,
    /// What is remembered of each instance between reconciles.
    pub memory: Memory,
}

impl Context {
    /// A writer for the objects of `instance`; `inventory` is what it kept when it was last well.
    pub fn writer(&self, instance: &str, inventory: &[InventoryItem]) -> Writer {
        let (client, index) = (self.client.clone(), Arc::clone(&self.index));
        Writer::new(client, index, self.metrics.clone(), instance, inventory)
    }

    /// The Secrets of `namespace`.
    pub fn secrets(&self, namespace: &str) -> Secrets {
        Secrets::new(self.client.clone(), namespace, self.metrics.clone())
    }

    /// The Secrets of the operator's own namespace.
    pub fn own_secrets(&self) -> Secrets {
        self.secrets(&self.platform.namespace)
    }

    /// The current time, no finer than what status shows.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.round(jiff::Unit::Millisecond).unwrap_or(now)
    }

    /// How long an instance at rest is left alone. What is not watched (Secrets, certificates) is
    /// looked at then, so the pause grows with the fleet: the load on the API server does not.
    pub fn pause(&self) -> Duration {
        let instances = u64::try_from(self.catalog.instances.len()).unwrap_or(u64::MAX);
        let base = Duration::from_millis(instances.saturating_mul(720))
            .clamp(Duration::from_mins(1), Duration::from_hours(2));
        base.mul_f64(rand::random_range(0.75..1.25))
    }
}

/// What is remembered of each instance between reconciles, and can be forgotten without harm.
#[derive(Debug, Default)]
pub struct Memory {
    instances: Mutex<HashMap<String, Remembered>>,
}

#[derive(Debug, Default)]
struct Remembered {
    status: Option<(u64, PrimeroInstanceStatus)>,
    failures: u32,
    next_check: Option<Instant>,
    request: Option<String>,
}

impl Memory {
    /// The newest status of an instance: what was written last, unless the cache has caught up.
    pub fn status(&self, instance: &PrimeroInstance) -> PrimeroInstanceStatus {
        let version = crate::children::facts::version(&instance.metadata);
        self.with(instance, |remembered| {
            remembered
                .status
                .take_if(|(written, _)| *written <= version);
            match &remembered.status {
                Some((_, status)) => status.clone(),
                None => instance.status.clone().unwrap_or_default(),
            }
        })
    }

    /// Takes note of a status that was written as this version of the object.
    pub fn wrote_status(
        &self,
        instance: &PrimeroInstance,
        version: u64,
        status: PrimeroInstanceStatus,
    ) {
        self.with(instance, |remembered| {
            remembered.status = Some((version, status));
        });
    }

    /// Whether it is time to look at what is not watched: after a pause, or when a person asks.
    pub fn is_due(&self, instance: &PrimeroInstance, pause: Duration) -> bool {
        let request = instance
            .annotations()
            .get(labels::RECONCILE_REQUESTED_TIME)
            .cloned();
        let now = Instant::now();
        self.with(instance, |remembered| {
            // The first time after a start is no reason: ten thousand instances start at once.
            let due = match remembered.next_check {
                None => false,
                Some(next) => now >= next || remembered.request != request,
            };
            if due || remembered.next_check.is_none() {
                remembered.next_check = Some(now + pause);
                remembered.request = request;
            }
            due
        })
    }

    /// Counts a failure; how many there were in a row.
    pub fn failed(&self, instance: &PrimeroInstance) -> u32 {
        self.with(instance, |remembered| {
            remembered.failures = remembered.failures.saturating_add(1);
            remembered.failures
        })
    }

    /// Forgets earlier failures.
    pub fn succeeded(&self, instance: &PrimeroInstance) {
        self.with(instance, |remembered| remembered.failures = 0);
    }

    /// Forgets an instance.
    pub fn forget(&self, instance: &PrimeroInstance) {
        let uid = instance.metadata.uid.clone().unwrap_or_default();
        self.instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&uid);
    }

    fn with<T>(&self, instance: &PrimeroInstance, f: impl FnOnce(&mut Remembered) -> T) -> T {
        let uid = instance.metadata.uid.clone().unwrap_or_default();
        let mut instances = self
            .instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        f(instances.entry(uid).or_default())
    }
}
