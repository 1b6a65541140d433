//! Secrets that the operator makes once and never replaces.
//!
//! Nothing here watches or lists Secrets: the operator reads by name, and mostly metadata only.
//! Contents never reach a log, a status or an event; types that hold them print nothing.

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::{Patch, PatchParams, PostParams};
use kube::{Api, Client};
use serde_json::json;

use crate::children::facts::FIELD_MANAGER;
use crate::hash::IntentHash;
use crate::metrics::Metrics;
use crate::writer::WriteError;

/// The values of a Secret.
#[derive(Clone, Default)]
pub struct SecretValues(BTreeMap<String, Vec<u8>>);

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValues")
    }
}

impl SecretValues {
    /// Adds a value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Vec<u8>>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// The value called `key`.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// The value called `key` as text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key)
            .and_then(|value| String::from_utf8(value.to_vec()).ok())
    }

    /// The digest of the values, to compare with and not to read.
    pub fn digest(&self) -> IntentHash {
        let values = self
            .0
            .iter()
            .map(|(key, value)| (key.clone(), serde_json::json!(value)));
        IntentHash::of(&values.collect())
    }

    fn of(secret: Secret) -> Self {
        let data = secret.data.unwrap_or_default();
        Self(
            data.into_iter()
                .map(|(key, value)| (key, value.0))
                .collect(),
        )
    }

    fn data(&self) -> BTreeMap<String, ByteString> {
        self.0
            .iter()
            .map(|(key, value)| (key.clone(), ByteString(value.clone())))
            .collect()
    }
}

/// A Secret with its values and metadata.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its metadata.
    pub metadata: ObjectMeta,
    /// Its values.
    pub values: SecretValues,
}

/// Reads and makes Secrets of one namespace.
#[derive(Clone, Debug)]
pub struct Secrets {
    api: Api<Secret>,
    metrics: Metrics,
}

impl Secrets {
    /// The Secrets of `namespace`.
    pub fn new(client: Client, namespace: &str, metrics: Metrics) -> Self {
        Self {
            api: Api::namespaced(client, namespace),
            metrics,
        }
    }

    /// The metadata of a Secret, if it exists.
    pub async fn metadata(&self, name: &str) -> Result<Option<ObjectMeta>, WriteError> {
        let found = self.api.get_metadata_opt(name).await;
        found
            .map(|found| found.map(|found| found.metadata))
            .map_err(|error| WriteError::new("read", "Secret", name, error))
    }

    /// A Secret, if it exists.
    pub async fn get(&self, name: &str) -> Result<Option<Kept>, WriteError> {
        let found = self.api.get_opt(name).await;
        found
            .map(|found| found.map(kept))
            .map_err(|error| WriteError::new("read", "Secret", name, error))
    }

    /// Creates a Secret. When another of the same name was faster, that one is returned.
    pub async fn create(
        &self,
        metadata: ObjectMeta,
        type_: Option<&str>,
        values: &SecretValues,
    ) -> Result<Kept, WriteError> {
        let name = metadata.name.clone().unwrap_or_default();
        let secret = Secret {
            metadata,
            type_: type_.map(str::to_owned),
            data: Some(values.data()),
            ..Secret::default()
        };
        let parameters = PostParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        match self.api.create(&parameters, &secret).await {
            Ok(created) => {
                self.metrics.written();
                Ok(kept(created))
            }
            Err(kube::Error::Api(response)) if response.is_already_exists() => {
                let found = self.api.get(&name).await;
                found
                    .map(kept)
                    .map_err(|error| WriteError::new("read", "Secret", &name, error))
            }
            Err(error) => Err(WriteError::new("create", "Secret", &name, error)),
        }
    }

    /// Sets some values, labels and annotations of an existing Secret and leaves the others.
    pub async fn update(
        &self,
        metadata: &ObjectMeta,
        values: &SecretValues,
    ) -> Result<ObjectMeta, WriteError> {
        let name = metadata.name.clone().unwrap_or_default();
        let patch = json!({
            "metadata": {"labels": metadata.labels, "annotations": metadata.annotations},
            "data": values.data(),
        });
        let parameters = PatchParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PatchParams::default()
        };
        let written = self
            .api
            .patch(&name, &parameters, &Patch::Merge(&patch))
            .await
            .map_err(|error| WriteError::new("update", "Secret", &name, error))?;
        self.metrics.written();
        Ok(written.metadata)
    }

    /// Deletes a Secret; that there is none is fine.
    pub async fn delete(&self, name: &str) -> Result<(), WriteError> {
        match self
            .api
            .delete(name, &kube::api::DeleteParams::default())
            .await
        {
            Ok(_) => {
                self.metrics.written();
                Ok(())
            }
            Err(kube::Error::Api(response)) if response.is_not_found() => Ok(()),
            Err(error) => Err(WriteError::new("delete", "Secret", name, error)),
        }
    }
}

fn kept(secret: Secret) -> Kept {
    Kept {
        metadata: secret.metadata.clone(),
        values: SecretValues::of(secret),
    }
}
