//! The controller of `PrimeroInstance`.
//!
//! [`reconcile`] is the page to read first. Pure are `observe`, `validate`, `build` and the first
//! half of `status`; the modules called like a step (`isolation`, `credentials`, `database`,
//! `prepare`, `workload`, `edge`) read and write the cluster; `provision` puts them in order.

pub mod build;
pub mod cleanup;
mod condition_list;
mod conditions;
pub mod credentials;
pub mod database;
pub mod edge;
pub mod finalizer;
pub mod isolation;
pub mod observe;
pub mod prepare;
pub mod progress;
pub mod provision;
pub mod reconcile;
pub mod status;
pub mod validate;
pub mod workload;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt as _};
use kube::runtime::controller::Config;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::watcher::{self, Event};
use kube::runtime::{Controller, WatchStreamExt as _};
use kube::{Api, Client, ResourceExt as _};
use primero_crd::{PrimeroInstance, labels};

use crate::catalog;
use crate::context::Context;
use crate::hostnames::HostnameIndex;
use crate::triggers::Triggers;

/// Events of one instance within this time are one reconcile.
const DEBOUNCE: Duration = Duration::from_millis(30);

/// Instances as they change, but for changes of status.
pub type Changes = BoxStream<'static, Result<PrimeroInstance, watcher::Error>>;

/// Watches instances: keeps them in the store, and their host names in the index.
pub fn watch(
    client: Client,
    writer: Writer<PrimeroInstance>,
    hostnames: Arc<HostnameIndex>,
    base_domain: String,
    triggers: Triggers,
) -> Changes {
    let instances = writer.as_reader();
    let mut synced = Some(triggers.expect_sync());
    let seen = Arc::new(Mutex::new(HashMap::new()));
    let forgetful = Arc::clone(&seen);
    kube::runtime::watcher(
        Api::<PrimeroInstance>::all(client),
        watcher::Config::default(),
    )
    .default_backoff()
    .modify(|instance| instance.metadata.managed_fields = None)
    .reflect(writer)
    .inspect(move |event| match event {
        Ok(Event::Apply(instance) | Event::InitApply(instance)) => {
            if hostnames.claim(instance, &base_domain) {
                wake_stalled(&instances, &triggers);
            }
        }
        Ok(Event::Delete(instance)) => {
            hostnames.release(&instance.name_any());
            let uid = instance.metadata.uid.as_deref().unwrap_or_default();
            let mut seen = forgetful.lock().unwrap_or_else(PoisonError::into_inner);
            seen.remove(uid);
            drop(seen);
            wake_stalled(&instances, &triggers);
        }
        Ok(Event::InitDone) => {
            hostnames.retain(|name| instances.get(&ObjectRef::new(name)).is_some());
            drop(synced.take());
        }
        Ok(Event::Init) => {}
        Err(error) => tracing::warn!(kind = "PrimeroInstance", %error, "watch interrupted"),
    })
    .applied_objects()
    .filter(move |change| futures::future::ready(is_news(change.as_ref().ok(), &seen)))
    .boxed()
}

/// A host name may have come free for one that waits for it.
fn wake_stalled(instances: &Store<PrimeroInstance>, triggers: &Triggers) {
    for waiting in instances.state_filter(catalog::is_stalled) {
        triggers.instance(&waiting.name_any());
    }
}

/// Whether anything but the status changed: what the operator itself wrote needs no answer.
fn is_news(instance: Option<&PrimeroInstance>, seen: &Mutex<HashMap<String, String>>) -> bool {
    let Some(instance) = instance else {
        return true;
    };
    let meta = &instance.metadata;
    let look = format!(
        "{:?} {:?} {:?} {:?}",
        meta.generation,
        meta.deletion_timestamp,
        meta.finalizers,
        instance.annotations().get(labels::RECONCILE_REQUESTED_TIME)
    );
    let uid = meta.uid.clone().unwrap_or_default();
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.insert(uid, look.clone()) != Some(look)
}

/// Runs the controller until `stop` resolves and the reconciles under way have ended.
pub async fn run(
    changes: Changes,
    instances: Store<PrimeroInstance>,
    triggers: impl Stream<Item = ObjectRef<PrimeroInstance>> + Send + 'static,
    stop: impl Future<Output = ()> + Send + Sync + 'static,
    ctx: Arc<Context>,
) {
    let config = Config::default()
        .debounce(DEBOUNCE)
        .concurrency(ctx.platform.concurrency);
    Controller::for_stream(changes, instances)
        .with_config(config)
        .reconcile_on(triggers)
        .graceful_shutdown_on(stop)
        .run(reconcile::reconcile, reconcile::on_error, ctx)
        .for_each(|_| futures::future::ready(()))
        .await;
}
