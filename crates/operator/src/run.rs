//! `primero-operator run`: wiring, from flags to a running controller.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Client;
use kube::runtime::reflector;
use primero_crd::labels;
use primero_kernel::{Clock, SystemClock};
use primero_telemetry::admin;
use primero_telemetry::readiness::Readiness;
use primero_telemetry::shutdown::Shutdown;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

use crate::authority::Authority;
use crate::catalog::Catalog;
use crate::children::{ChildIndex, watch};
use crate::context::{Context, Memory};
use crate::data_key::{KEY_LENGTH, KeyEncryptionKey, random};
use crate::databases::Databases;
use crate::events::Events;
use crate::hostnames::HostnameIndex;
use crate::instance::{self, build::meta};
use crate::leader::Leadership;
use crate::metrics::Metrics;
use crate::platform::Platform;
use crate::secrets::{SecretValues, Secrets};
use crate::triggers::Triggers;

const KEY_ENCRYPTION_KEY_SECRET: &str = "key-encryption-key";
const KEY_ENCRYPTION_KEY: &str = "key";

/// Runs the operator until it is told to stop.
pub async fn run(platform: Platform) -> anyhow::Result<()> {
    // Both TLS users of this process (API server, smoke test) take this provider; that one is
    // installed already is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::try_default()
        .await
        .context("failed to configure the API client")?;
    let shutdown = Shutdown::new();
    let (triggers, triggered) = Triggers::new();
    let readiness = readiness(&triggers);
    shutdown
        .on_signals(readiness.clone(), Duration::ZERO)
        .context("failed to listen for signals")?;
    let telemetry = primero_telemetry::metrics::Metrics::new("primero_operator");
    let metrics = Metrics::new(&telemetry);
    let mut tasks = JoinSet::new();
    let listener = TcpListener::bind(platform.admin_address)
        .await
        .with_context(|| format!("failed to listen on {}", platform.admin_address))?;
    let stopped = shutdown.stopped();
    tasks.spawn(async move {
        let served = axum::serve(listener, admin::router(readiness, telemetry))
            .with_graceful_shutdown(stopped);
        if let Err(error) = served.await {
            tracing::error!(%error, "the admin port failed");
        }
    });

    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let identity = platform.pod_name.clone();
    let leader = Leadership::new(
        client.clone(),
        &platform.namespace,
        identity,
        Arc::clone(&clock),
    );
    let stopped = shutdown.stopped();
    tokio::select! {
        () = leader.acquire() => {}
        () = stopped => return Ok(()),
    }
    let lost = tokio::select! {
        result = lead(platform, client, metrics, clock, triggers, triggered, &shutdown, &mut tasks) => {
            result?;
            false
        }
        () = leader.hold() => true,
    };
    anyhow::ensure!(!lost, "another process leads, or may");
    leader.release().await;
    Ok(())
}

/// Ready when every watch has listed everything once. A process that waits to lead is ready too:
/// it is there to take over.
fn readiness(triggers: &Triggers) -> Readiness {
    let triggers = triggers.clone();
    Readiness::builder()
        .check("watches", move || {
            let synced = triggers.synced();
            async move {
                if synced {
                    Ok(())
                } else {
                    Err("still listing".to_owned())
                }
            }
        })
        .build()
}

#[expect(clippy::too_many_arguments, reason = "the wiring of the process")]
async fn lead(
    platform: Platform,
    client: Client,
    metrics: Metrics,
    clock: Arc<dyn Clock>,
    triggers: Triggers,
    triggered: UnboundedReceiver<reflector::ObjectRef<primero_crd::PrimeroInstance>>,
    shutdown: &Shutdown,
    tasks: &mut JoinSet<()>,
) -> anyhow::Result<()> {
    let own = Secrets::new(client.clone(), &platform.namespace, metrics.clone());
    let key_encryption_key = key_encryption_key(&own).await?;
    let authority = Authority::load(&own, clock.now()).await?;
    let hostnames = Arc::new(HostnameIndex::default());
    let index = Arc::new(ChildIndex::default());
    let (instances, writer) = reflector::store();
    let changes = instance::watch(
        client.clone(),
        writer,
        Arc::clone(&hostnames),
        platform.base_domain.clone(),
        triggers.clone(),
    );
    watch::spawn(tasks, &client, &index, &triggers);
    let catalog = Catalog::spawn(
        tasks,
        &client,
        &platform.namespace,
        instances.clone(),
        &triggers,
    );
    let ctx = Arc::new(Context {
        events: Events::new(client.clone(), &platform.pod_name),
        client,
        platform,
        clock,
        index,
        catalog,
        hostnames,
        databases: Databases::default(),
        key_encryption_key,
        authority,
        metrics,
        triggers,
        memory: Memory::default(),
    });
    let triggered = futures::stream::unfold(triggered, |mut triggered| async {
        triggered.recv().await.map(|instance| (instance, triggered))
    });
    instance::run(changes, instances, triggered, shutdown.stopped(), ctx).await;
    Ok(())
}

/// The platform's key, made when there is none.
async fn key_encryption_key(own: &Secrets) -> anyhow::Result<KeyEncryptionKey> {
    let kept = if let Some(kept) = own.get(KEY_ENCRYPTION_KEY_SECRET).await? {
        kept
    } else {
        let metadata = ObjectMeta {
            name: Some(KEY_ENCRYPTION_KEY_SECRET.to_owned()),
            labels: Some(meta::strings([(labels::PART_OF, labels::PART_OF_PRIMERO)])),
            ..ObjectMeta::default()
        };
        let fresh = SecretValues::default().with(KEY_ENCRYPTION_KEY, random::<KEY_LENGTH>());
        own.create(metadata, None, &fresh).await?
    };
    kept.values
        .get(KEY_ENCRYPTION_KEY)
        .and_then(KeyEncryptionKey::from_bytes)
        .with_context(|| format!("the Secret {KEY_ENCRYPTION_KEY_SECRET:?} holds no key"))
}
