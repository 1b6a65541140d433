//! Watches that feed the index and name the instances to look at again.
//!
//! Each watch is a task of its own with its own back-off, so that one that fails holds up no other.

use std::fmt::Debug;
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{
    ConfigMap, LimitRange, Namespace, Pod, ResourceQuota, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use kube::api::PartialObjectMeta;
use kube::runtime::watcher::{Config, Event};
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Api, Client, Resource};
use primero_crd::labels;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::facts::{DeploymentFact, JobFact, ObjectFact, PodFact};
use super::{ChildIndex, Kind};
use crate::instance::validate::namespace_of;
use crate::triggers::Triggers;

/// What every watch needs.
#[derive(Clone, Debug)]
struct Feed {
    index: Arc<ChildIndex>,
    triggers: Triggers,
}

/// Starts all watches; `synced` counts down once for each first complete list.
pub fn spawn(
    tasks: &mut JoinSet<()>,
    client: &Client,
    index: &Arc<ChildIndex>,
    triggers: &Triggers,
) {
    let feed = Feed {
        index: Arc::clone(index),
        triggers: triggers.clone(),
    };
    spawn_metadata::<Namespace>(tasks, client, &feed, Kind::Namespace);
    spawn_metadata::<ResourceQuota>(tasks, client, &feed, Kind::ResourceQuota);
    spawn_metadata::<LimitRange>(tasks, client, &feed, Kind::LimitRange);
    spawn_metadata::<NetworkPolicy>(tasks, client, &feed, Kind::NetworkPolicy);
    spawn_metadata::<ServiceAccount>(tasks, client, &feed, Kind::ServiceAccount);
    spawn_metadata::<ConfigMap>(tasks, client, &feed, Kind::ConfigMap);
    spawn_metadata::<Service>(tasks, client, &feed, Kind::Service);
    spawn_metadata::<Ingress>(tasks, client, &feed, Kind::Ingress);
    spawn_full::<Deployment>(
        tasks,
        client,
        &feed,
        Kind::Deployment,
        |feed, instance, object| {
            feed.index
                .put_deployment(instance, DeploymentFact::of(object))
        },
    );
    spawn_full::<Job>(tasks, client, &feed, Kind::Job, |feed, instance, object| {
        let name = object.metadata.name.as_deref().unwrap_or_default();
        feed.index.put_job(instance, name, JobFact::of(object))
    });
    spawn_pods(tasks, client, &feed);
}

/// Only what the operator made.
fn ours() -> Config {
    Config::default().labels(&format!(
        "{}={}",
        labels::MANAGED_BY,
        labels::MANAGED_BY_OPERATOR
    ))
}

fn spawn_metadata<K>(tasks: &mut JoinSet<()>, client: &Client, feed: &Feed, kind: Kind)
where
    K: Resource<DynamicType = ()> + Clone + DeserializeOwned + Debug + Send + 'static,
{
    let api = Api::<PartialObjectMeta<K>>::all(client.clone());
    let stream = watcher(api, ours()).default_backoff();
    let stream = stream.map_ok(|event| map(event, |object: PartialObjectMeta<K>| object.metadata));
    let feed = feed.clone();
    let synced = feed.triggers.expect_sync();
    tasks.spawn(async move {
        let mut listing = Listing::new(kind, synced);
        futures::pin_mut!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(event) => listing.take(&feed, event),
                Err(error) => tracing::warn!(kind = kind.as_str(), %error, "watch interrupted"),
            }
        }
    });
}

/// Watches whole objects, since their status matters, and keeps facts of them only.
fn spawn_full<K>(
    tasks: &mut JoinSet<()>,
    client: &Client,
    feed: &Feed,
    kind: Kind,
    note: fn(&Feed, &str, &K) -> bool,
) where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>
        + Clone
        + DeserializeOwned
        + Debug
        + Send
        + 'static,
{
    let stream = watcher(Api::<K>::all(client.clone()), ours()).default_backoff();
    let feed = feed.clone();
    let synced = feed.triggers.expect_sync();
    tasks.spawn(async move {
        let mut listing = Listing::new(kind, synced);
        futures::pin_mut!(stream);
        while let Some(event) = stream.next().await {
            match event {
                Ok(event) => {
                    if let Event::Apply(object) | Event::InitApply(object) = &event
                        && let Some(instance) = instance_of(object.meta())
                        && note(&feed, instance, object)
                    {
                        feed.triggers.instance(instance);
                    }
                    listing.take(
                        &feed,
                        map(event, |mut object| std::mem::take(object.meta_mut())),
                    );
                }
                Err(error) => tracing::warn!(kind = kind.as_str(), %error, "watch interrupted"),
            }
        }
    });
}

fn spawn_pods(tasks: &mut JoinSet<()>, client: &Client, feed: &Feed) {
    let stream = watcher(Api::<Pod>::all(client.clone()), ours()).default_backoff();
    let feed = feed.clone();
    let synced = feed.triggers.expect_sync();
    tasks.spawn(async move {
        let mut synced = Some(synced);
        futures::pin_mut!(stream);
        while let Some(event) = stream.next().await {
            let (pod, gone) = match event {
                Ok(Event::Apply(pod) | Event::InitApply(pod)) => (pod, false),
                Ok(Event::Delete(pod)) => (pod, true),
                Ok(Event::Init) => continue,
                Ok(Event::InitDone) => {
                    drop(synced.take());
                    continue;
                }
                Err(error) => {
                    tracing::warn!(kind = "Pod", %error, "watch interrupted");
                    continue;
                }
            };
            let Some(instance) = instance_of(&pod.metadata) else {
                continue;
            };
            let name = pod.metadata.name.as_deref().unwrap_or_default();
            let news = if gone {
                // A pod that ended has told what there is to tell, so its removal is no news.
                feed.index.remove_pod(instance, name);
                false
            } else {
                feed.index.put_pod(instance, name, PodFact::of(&pod))
            };
            if news {
                feed.triggers.instance(instance);
            }
        }
    });
}

/// Collects a list, so that what vanished while nobody watched is noticed.
struct Listing {
    kind: Kind,
    names: Vec<(Box<str>, Box<str>)>,
    synced: Option<crate::triggers::SyncGuard>,
}

impl Listing {
    fn new(kind: Kind, synced: crate::triggers::SyncGuard) -> Self {
        Self {
            kind,
            names: Vec::new(),
            synced: Some(synced),
        }
    }

    fn take(&mut self, feed: &Feed, event: Event<kube::core::ObjectMeta>) {
        match event {
            Event::Init => self.names.clear(),
            Event::InitApply(meta) => {
                if let Some(key) = self.put(feed, &meta) {
                    self.names.push(key);
                }
            }
            Event::Apply(meta) => drop(self.put(feed, &meta)),
            Event::InitDone => {
                for instance in feed.index.retain(self.kind, &self.names) {
                    feed.triggers.instance(&instance);
                }
                self.names = Vec::new();
                drop(self.synced.take());
            }
            Event::Delete(meta) => {
                if let Some(instance) = instance_of(&meta)
                    && feed.index.remove(instance, self.kind, name_of(&meta))
                {
                    feed.triggers.instance(instance);
                }
            }
        }
    }

    fn put(&self, feed: &Feed, meta: &kube::core::ObjectMeta) -> Option<(Box<str>, Box<str>)> {
        let instance = instance_of(meta)?;
        if feed
            .index
            .put(instance, self.kind, name_of(meta), ObjectFact::of(meta))
        {
            feed.triggers.instance(instance);
        }
        Some((instance.into(), name_of(meta).into()))
    }
}

/// The instance that an object belongs to. A copy in another namespace, made with all its labels by
/// whoever restores or moves things, belongs to nobody.
fn instance_of(meta: &kube::core::ObjectMeta) -> Option<&str> {
    let instance = meta.labels.as_ref()?.get(labels::INSTANCE)?;
    let place = meta.namespace.as_ref().or(meta.name.as_ref())?;
    (*place == namespace_of(instance)).then_some(instance)
}

fn name_of(meta: &kube::core::ObjectMeta) -> &str {
    meta.name.as_deref().unwrap_or_default()
}

fn map<A, B>(event: Event<A>, f: impl FnOnce(A) -> B) -> Event<B> {
    match event {
        Event::Apply(object) => Event::Apply(f(object)),
        Event::InitApply(object) => Event::InitApply(f(object)),
        Event::Delete(object) => Event::Delete(f(object)),
        Event::Init => Event::Init,
        Event::InitDone => Event::InitDone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_belongs_to_an_instance_only_in_that_instances_namespace() {
        let of = |meta: serde_json::Value| {
            let mut meta: kube::core::ObjectMeta = serde_json::from_value(meta).unwrap();
            meta.labels = Some([(labels::INSTANCE.to_owned(), "kenya".to_owned())].into());
            instance_of(&meta).map(str::to_owned)
        };
        let kenya = Some("kenya".to_owned());
        assert_eq!(
            of(json!({"name": "core", "namespace": "primero-kenya"})),
            kenya
        );
        assert_eq!(of(json!({"name": "primero-kenya"})), kenya);
        assert_eq!(of(json!({"name": "core", "namespace": "restored"})), None);
        assert_eq!(of(json!({"name": "other"})), None);
    }
}
