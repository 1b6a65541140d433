//! The finalizer that holds a deleted instance until its external state is dealt with.

use kube::api::{Patch, PatchParams};
use kube::{Api, Client, ResourceExt as _};
use primero_crd::{PrimeroInstance, labels};
use serde_json::json;

use crate::writer::WriteError;

/// Whether the instance has the finalizer.
pub fn is_held(instance: &PrimeroInstance) -> bool {
    instance
        .finalizers()
        .iter()
        .any(|finalizer| finalizer == labels::FINALIZER)
}

/// Adds the finalizer. Nothing outside of the instance may be made before.
pub async fn hold(instance: &PrimeroInstance, client: &Client) -> Result<(), WriteError> {
    if is_held(instance) {
        return Ok(());
    }
    let mut finalizers = instance.finalizers().to_vec();
    finalizers.push(labels::FINALIZER.to_owned());
    patch(instance, finalizers, client).await
}

/// Removes the finalizer; that the instance is gone is fine.
pub async fn release(instance: &PrimeroInstance, client: &Client) -> Result<(), WriteError> {
    if !is_held(instance) {
        return Ok(());
    }
    let mut finalizers = instance.finalizers().to_vec();
    finalizers.retain(|finalizer| finalizer != labels::FINALIZER);
    match patch(instance, finalizers, client).await {
        Err(error)
            if error
                .response()
                .is_some_and(kube::core::Status::is_not_found) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Replaces the list if it is still the one that was seen, of the very object that was seen.
async fn patch(
    instance: &PrimeroInstance,
    finalizers: Vec<String>,
    client: &Client,
) -> Result<(), WriteError> {
    let patch = json!({
        "metadata": {
            "uid": instance.metadata.uid,
            "resourceVersion": instance.metadata.resource_version,
            "finalizers": finalizers,
        }
    });
    let name = instance.name_any();
    Api::<PrimeroInstance>::all(client.clone())
        .patch_metadata(&name, &PatchParams::default(), &Patch::Merge(&patch))
        .await
        .map(drop)
        .map_err(|error| WriteError::new("hold", "PrimeroInstance", &name, error))
}
