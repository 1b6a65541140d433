//! Server-side apply that writes only what is not there yet.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use k8s_openapi::NamespaceResourceScope;
use kube::api::{DeleteParams, Patch, PatchParams, PostParams};
use kube::core::Status;
use kube::{Api, Client, Resource, ResourceExt as _};
use primero_crd::instance::status::InventoryItem;
use primero_crd::labels;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::children::facts::FIELD_MANAGER;
use crate::children::{ChildIndex, Kind, ObjectFact};
use crate::hash::IntentHash;
use crate::metrics::Metrics;

/// A write that the API server refused, or that did not reach it.
#[derive(Debug, thiserror::Error)]
#[error("failed to {verb} {kind} {name:?}")]
pub struct WriteError {
    verb: &'static str,
    kind: String,
    name: String,
    #[source]
    source: Box<kube::Error>,
}

impl WriteError {
    pub(crate) fn new(verb: &'static str, kind: &str, name: &str, source: kube::Error) -> Self {
        Self {
            verb,
            kind: kind.to_owned(),
            name: name.to_owned(),
            source: Box::new(source),
        }
    }

    /// What the API server answered, if it did.
    pub fn response(&self) -> Option<&Status> {
        if let kube::Error::Api(response) = &*self.source {
            Some(response)
        } else {
            None
        }
    }
}

/// The fields that the operator owns of each object.
type Verified = BTreeMap<(Kind, Box<str>), u32>;

/// Writes the objects of one instance.
#[derive(Clone)]
pub struct Writer {
    client: Client,
    index: Arc<ChildIndex>,
    metrics: Metrics,
    instance: Box<str>,
    /// The fields that the operator owned when it last saw an object as intended.
    expected: HashMap<(Box<str>, Box<str>), u32>,
    verified: Arc<Mutex<Verified>>,
}

/// The kinds of a namespace that the operator writes, with their place in the index.
pub trait Written:
    Resource<DynamicType = (), Scope = NamespaceResourceScope>
    + Serialize
    + DeserializeOwned
    + Clone
    + Debug
{
    /// The kind in the index.
    const KIND: Kind;
}

macro_rules! written {
    ($($type:path => $kind:ident),* $(,)?) => {
        $(impl Written for $type {
            const KIND: Kind = Kind::$kind;
        })*
    };
}

written! {
    k8s_openapi::api::core::v1::ResourceQuota => ResourceQuota,
    k8s_openapi::api::core::v1::LimitRange => LimitRange,
    k8s_openapi::api::core::v1::ServiceAccount => ServiceAccount,
    k8s_openapi::api::core::v1::ConfigMap => ConfigMap,
    k8s_openapi::api::core::v1::Service => Service,
    k8s_openapi::api::networking::v1::NetworkPolicy => NetworkPolicy,
    k8s_openapi::api::networking::v1::Ingress => Ingress,
    k8s_openapi::api::apps::v1::Deployment => Deployment,
    k8s_openapi::api::batch::v1::Job => Job,
}

impl Writer {
    /// A writer for the objects of `instance`; `inventory` is what it kept when it was last well.
    pub fn new(
        client: Client,
        index: Arc<ChildIndex>,
        metrics: Metrics,
        instance: &str,
        inventory: &[InventoryItem],
    ) -> Self {
        let expected = inventory.iter().filter_map(|item| {
            let fields = u32::from_str_radix(&item.fields, 16).ok()?;
            Some((
                (item.kind.as_str().into(), item.name.as_str().into()),
                fields,
            ))
        });
        Self {
            client,
            index,
            metrics,
            instance: instance.into(),
            expected: expected.collect(),
            verified: Arc::default(),
        }
    }

    /// The objects that this writer found or made as intended.
    pub fn inventory(&self) -> Vec<InventoryItem> {
        let verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let items = verified.iter().map(|((kind, name), fields)| InventoryItem {
            kind: kind.as_str().to_owned(),
            name: name.to_string(),
            fields: format!("{fields:08x}"),
        });
        items.collect()
    }

    /// The API of a kind in the object's namespace.
    pub fn api<K: Written>(&self, namespace: &str) -> Api<K> {
        Api::namespaced(self.client.clone(), namespace)
    }

    /// Applies an object of the tenant's namespace unless it is as intended; what was written.
    pub async fn apply<K: Written>(&self, object: &K) -> Result<Option<K>, WriteError> {
        let namespace = object.namespace().unwrap_or_default();
        self.apply_with(&self.api::<K>(&namespace), K::KIND, object)
            .await
    }

    /// Applies an object unless it is as intended; what was written.
    ///
    /// # Guarantees
    /// Fields that the operator sets are as it means them, whoever else wrote them. Nothing is sent
    /// while the digest of what was meant is the same and nobody else wrote the object since.
    pub async fn apply_with<K>(
        &self,
        api: &Api<K>,
        kind: Kind,
        object: &K,
    ) -> Result<Option<K>, WriteError>
    where
        K: Resource<DynamicType = ()> + Serialize + DeserializeOwned + Clone + Debug,
    {
        let name = object.name_any();
        let mut desired = serde_json::to_value(object).expect("an object serialises");
        let intent = IntentHash::of(&desired);
        if self.is_as_intended(kind, &name, intent) {
            self.metrics.skipped();
            return Ok(None);
        }
        annotate(&mut desired, intent);
        let parameters = PatchParams::apply(FIELD_MANAGER).force();
        let written = api
            .patch(&name, &parameters, &Patch::Apply(&desired))
            .await
            .map_err(|error| WriteError::new("apply", kind.as_str(), &name, error))?;
        self.metrics.written();
        // Whatever the record of managed fields says, this version is as intended.
        let fact = ObjectFact {
            touched: false,
            ..ObjectFact::of(written.meta())
        };
        self.verify(kind, &name, fact.fields);
        self.index.record(&self.instance, kind, &name, fact);
        Ok(Some(written))
    }

    /// Creates an object that must be new, such as a Job; that it exists already is fine.
    pub async fn create<K: Written>(&self, object: &K) -> Result<(), WriteError> {
        let (name, namespace) = (object.name_any(), object.namespace().unwrap_or_default());
        if self.index.object(&self.instance, K::KIND, &name).is_some() {
            return Ok(());
        }
        let parameters = PostParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        match self.api::<K>(&namespace).create(&parameters, object).await {
            Ok(created) => {
                self.metrics.written();
                let fact = ObjectFact::of(created.meta());
                self.index.record(&self.instance, K::KIND, &name, fact);
                Ok(())
            }
            Err(kube::Error::Api(response)) if response.is_already_exists() => Ok(()),
            Err(error) => Err(WriteError::new("create", K::KIND.as_str(), &name, error)),
        }
    }

    /// Deletes an object of the tenant's namespace if the index knows it.
    pub async fn delete<K: Written>(&self, namespace: &str, name: &str) -> Result<(), WriteError> {
        match self.index.object(&self.instance, K::KIND, name) {
            Some(fact) if !fact.deleting => {}
            _ => return Ok(()),
        }
        let deleted = self
            .api::<K>(namespace)
            .delete(name, &DeleteParams::background())
            .await;
        match deleted {
            Ok(_) => self.metrics.written(),
            Err(kube::Error::Api(response)) if response.is_not_found() => {}
            Err(error) => return Err(WriteError::new("delete", K::KIND.as_str(), name, error)),
        }
        self.index.remove(&self.instance, K::KIND, name);
        Ok(())
    }

    fn is_as_intended(&self, kind: Kind, name: &str, intent: IntentHash) -> bool {
        let Some(fact) = self.index.object(&self.instance, kind, name) else {
            return false;
        };
        let expected = self.expected.get(&(kind.as_str().into(), name.into()));
        let whole = expected == Some(&fact.fields);
        let well = fact.intent == Some(intent) && whole && !fact.touched && !fact.deleting;
        if well {
            self.verify(kind, name, fact.fields);
        }
        well
    }

    fn verify(&self, kind: Kind, name: &str, fields: u32) {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        verified.insert((kind, name.into()), fields);
    }
}

fn annotate(object: &mut Value, intent: IntentHash) {
    object["metadata"]["annotations"][labels::INTENT_HASH] = Value::from(intent.to_string());
}
