//! The objects that instances refer to, and which instances refer to them.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::PartialObjectMeta;
use kube::runtime::reflector::{self, ObjectRef, Store};
use kube::runtime::watcher::{Config, Event};
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Api, Client, Resource, ResourceExt as _};
use primero_crd::condition::{ConditionStatus, types};
use primero_crd::{
    ConfigurationTemplate, CoreRelease, DatabaseServer, InstancePlan, PrimeroInstance,
    ReleaseChannel,
};
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use crate::triggers::Triggers;

/// The channel of instances that name neither a channel nor a version.
pub const DEFAULT_CHANNEL: &str = "stable";
/// The `DatabaseServer` of instances that name none.
pub const DEFAULT_SERVER: &str = "default";

/// Everything that an instance can refer to, kept up to date by watches.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// All instances.
    pub instances: Store<PrimeroInstance>,
    plans: Store<InstancePlan>,
    channels: Store<ReleaseChannel>,
    releases: Store<CoreRelease>,
    templates: Store<ConfigurationTemplate>,
    servers: Store<DatabaseServer>,
    config_maps: ConfigMapVersions,
}

/// The versions of the `ConfigMap`s in the operator's namespace, by name.
type ConfigMapVersions = Arc<Mutex<HashMap<String, String>>>;

impl Catalog {
    /// Starts the watches; a change has the instances looked at that it concerns.
    pub fn spawn(
        tasks: &mut JoinSet<()>,
        client: &Client,
        namespace: &str,
        instances: Store<PrimeroInstance>,
        triggers: &Triggers,
    ) -> Self {
        let mut watches = Watches {
            tasks,
            client,
            instances: &instances,
            triggers,
        };
        let plans = watches.store(|instance, plan: &str| instance.spec.plan_ref.name == plan);
        let channels =
            watches.store(|instance, channel: &str| channel_of(instance) == Some(channel));
        let releases = watches.store(|instance, release: &str| {
            let status = instance
                .status
                .as_ref()
                .and_then(|status| status.release.as_ref());
            status.is_some_and(|status| status.target == release)
        });
        let templates = watches.store(|instance, template: &str| {
            template.starts_with(&format!("{}-", instance.spec.configuration.template.name))
        });
        let servers = watches.store(|instance, server: &str| server_of(instance) == server);
        let config_maps = watches.config_maps(namespace);
        Self {
            instances,
            plans,
            channels,
            releases,
            templates,
            servers,
            config_maps,
        }
    }

    /// The plan called `name`.
    pub fn plan(&self, name: &str) -> Option<Arc<InstancePlan>> {
        self.plans.get(&ObjectRef::new(name))
    }

    /// The channel called `name`.
    pub fn channel(&self, name: &str) -> Option<Arc<ReleaseChannel>> {
        self.channels.get(&ObjectRef::new(name))
    }

    /// The release of this version.
    pub fn release(&self, version: &str) -> Option<Arc<CoreRelease>> {
        self.releases.get(&ObjectRef::new(version))
    }

    /// This version of a template.
    pub fn template(&self, name: &str, version: &str) -> Option<Arc<ConfigurationTemplate>> {
        self.templates
            .get(&ObjectRef::new(&format!("{name}-{version}")))
    }

    /// The versions of a template, in order of their names.
    pub fn template_versions(&self, name: &str) -> Vec<String> {
        let templates = self.templates.state();
        let mut versions: Vec<String> = templates
            .iter()
            .filter(|template| template.spec.template_name == name)
            .map(|template| template.spec.version.clone())
            .collect();
        versions.sort();
        versions
    }

    /// The database server called `name`.
    pub fn server(&self, name: &str) -> Option<Arc<DatabaseServer>> {
        self.servers.get(&ObjectRef::new(name))
    }

    /// The version of a `ConfigMap` in the operator's namespace, if it exists.
    pub fn config_map_version(&self, name: &str) -> Option<String> {
        self.config_maps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }
}

/// The channel that an instance follows.
pub fn channel_of(instance: &PrimeroInstance) -> Option<&str> {
    match &instance.spec.release {
        None => Some(DEFAULT_CHANNEL),
        Some(release) => release.channel.as_deref(),
    }
}

/// The database server that an instance is on.
pub fn server_of(instance: &PrimeroInstance) -> &str {
    let server = instance.spec.database.server_ref.as_ref();
    server.map_or(DEFAULT_SERVER, |server| &server.name)
}

/// Whether nothing happens to an instance until something that it needs changes.
pub fn is_stalled(instance: &PrimeroInstance) -> bool {
    instance
        .status
        .iter()
        .flat_map(|status| &status.conditions)
        .any(|condition| {
            condition.type_ == types::STALLED && condition.status == ConditionStatus::True
        })
}

struct Watches<'a> {
    tasks: &'a mut JoinSet<()>,
    client: &'a Client,
    instances: &'a Store<PrimeroInstance>,
    triggers: &'a Triggers,
}

impl Watches<'_> {
    /// Keeps all objects of a kind, without the record of who wrote which field.
    fn store<K>(&mut self, concerns: fn(&PrimeroInstance, &str) -> bool) -> Store<K>
    where
        K: Resource<DynamicType = ()> + Clone + DeserializeOwned + Debug + Send + Sync + 'static,
        K::DynamicType: Eq + Hash,
    {
        let (reader, writer) = reflector::store::<K>();
        let stream = watcher(Api::<K>::all(self.client.clone()), Config::default())
            .default_backoff()
            .modify(|object| object.meta_mut().managed_fields = None)
            .reflect(writer);
        let (instances, triggers) = (self.instances.clone(), self.triggers.clone());
        let synced = triggers.expect_sync();
        self.tasks.spawn(async move {
            let mut synced = Some(synced);
            futures::pin_mut!(stream);
            while let Some(event) = stream.next().await {
                match event {
                    Ok(Event::Apply(object) | Event::Delete(object)) => {
                        let name = object.name_any();
                        trigger(&instances, &triggers, |instance| concerns(instance, &name));
                    }
                    Ok(Event::InitDone) => {
                        // What changed while nobody watched is told by no event of its own.
                        if synced.take().is_none() {
                            trigger(&instances, &triggers, |_| true);
                        }
                    }
                    Ok(Event::Init | Event::InitApply(_)) => {}
                    Err(error) => {
                        tracing::warn!(kind = %K::kind(&()), %error, "watch interrupted");
                    }
                }
            }
        });
        reader
    }

    fn config_maps(&mut self, namespace: &str) -> ConfigMapVersions {
        let api = Api::<PartialObjectMeta<ConfigMap>>::namespaced(self.client.clone(), namespace);
        let stream = watcher(api, Config::default()).default_backoff();
        let versions = ConfigMapVersions::default();
        let kept = Arc::clone(&versions);
        let (instances, triggers) = (self.instances.clone(), self.triggers.clone());
        let synced = triggers.expect_sync();
        self.tasks.spawn(async move {
            let mut synced = Some(synced);
            let mut listed = HashMap::new();
            futures::pin_mut!(stream);
            while let Some(event) = stream.next().await {
                match event {
                    Ok(event) => match keep(&kept, &mut listed, event) {
                        News::None => {}
                        News::Of(name) => trigger(&instances, &triggers, |instance| {
                            has_overlay(instance, &name)
                        }),
                        News::Listed => {
                            if synced.take().is_none() {
                                trigger(&instances, &triggers, |_| true);
                            }
                        }
                    },
                    Err(error) => tracing::warn!(kind = "ConfigMap", %error, "watch interrupted"),
                }
            }
        });
        versions
    }
}

fn trigger(
    instances: &Store<PrimeroInstance>,
    triggers: &Triggers,
    concerns: impl Fn(&PrimeroInstance) -> bool,
) {
    for instance in instances.state() {
        if concerns(&instance) || is_stalled(&instance) {
            triggers.instance(&instance.name_any());
        }
    }
}

fn has_overlay(instance: &PrimeroInstance, name: &str) -> bool {
    instance
        .spec
        .configuration
        .overlays
        .iter()
        .any(|overlay| overlay.name == name)
}

/// What an event says about the `ConfigMap`s.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// Nothing yet.
    None,
    /// The one of this name changed.
    Of(String),
    /// All of them are known.
    Listed,
}

/// Takes note of a `ConfigMap`. A list counts only when it is whole: until then, what it has not come
/// to would seem to be missing.
fn keep(
    kept: &ConfigMapVersions,
    listed: &mut HashMap<String, String>,
    event: Event<PartialObjectMeta<ConfigMap>>,
) -> News {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let version = |object: &PartialObjectMeta<ConfigMap>| {
        let meta = &object.metadata;
        let uid = meta.uid.clone().unwrap_or_default();
        format!(
            "{uid}:{}",
            meta.resource_version.clone().unwrap_or_default()
        )
    };
    match event {
        Event::Init => listed.clear(),
        Event::InitApply(object) => {
            listed.insert(object.name_any(), version(&object));
        }
        Event::InitDone => {
            *kept = std::mem::take(listed);
            return News::Listed;
        }
        Event::Apply(object) => {
            kept.insert(object.name_any(), version(&object));
            return News::Of(object.name_any());
        }
        Event::Delete(object) => {
            kept.remove(&object.name_any());
            return News::Of(object.name_any());
        }
    }
    News::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube::core::{ObjectMeta, PartialObjectMetaExt as _};

    #[test]
    fn nothing_goes_missing_while_a_list_comes_in_again() {
        let kept = ConfigMapVersions::default();
        let mut listed = HashMap::new();
        let mut take = |event| keep(&kept, &mut listed, event);
        let bundle = |version: &str| {
            let meta = ObjectMeta {
                name: Some("bundle".to_owned()),
                uid: Some("u".to_owned()),
                resource_version: Some(version.to_owned()),
                ..ObjectMeta::default()
            };
            meta.into_response_partial::<ConfigMap>()
        };
        let known = || kept.lock().unwrap().get("bundle").cloned();
        take(Event::Init);
        take(Event::InitApply(bundle("1")));
        assert_eq!(take(Event::InitDone), News::Listed);
        assert_eq!(take(Event::Init), News::None);
        assert_eq!(known().as_deref(), Some("u:1"));
        assert_eq!(take(Event::InitDone), News::Listed);
        assert_eq!(known(), None);
        assert_eq!(
            take(Event::Apply(bundle("2"))),
            News::Of("bundle".to_owned())
        );
        assert_eq!(known().as_deref(), Some("u:2"));
    }
}
