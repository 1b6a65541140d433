//! Deletion: what garbage collection cannot remove, and what must not be removed.
//!
//! Each step can be repeated, and none needs templates, releases or a valid manifest.

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::{DeleteParams, Preconditions};
use kube::{Api, ResourceExt as _};
use primero_crd::condition::reasons;
use primero_crd::instance::operations::DeletionPolicy;
use primero_crd::{PrimeroInstance, PrimeroInstanceStatus, labels};
use primero_database_admin::TenantDatabase;
use primero_tenant_contract::mount;
use uuid::Uuid;

use super::build::meta;
use super::credentials::{keep_copy, wrapped_name};
use super::database;
use super::progress::Failure;
use super::validate::namespace_of;
use crate::catalog;
use crate::context::Context;
use crate::data_key::DataKey;
use crate::secrets::{Kept, SecretValues};
use crate::writer::WriteError;

/// How far a deletion is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cleanup {
    /// Nothing is left to do: the finalizer can go.
    Done,
    /// Something has to happen first.
    Waiting {
        /// A word of [`reasons`].
        reason: &'static str,
        /// For a person.
        message: String,
    },
}

impl Cleanup {
    fn waiting(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Waiting {
            reason,
            message: message.into(),
        }
    }
}

/// Takes the deletion as far as it goes now.
pub async fn clean(
    instance: &PrimeroInstance,
    status: &PrimeroInstanceStatus,
    ctx: &Context,
) -> Result<Cleanup, Failure> {
    if let Some(waiting) = unconfirmed(instance) {
        return Ok(waiting);
    }
    let Some(uid) = instance
        .metadata
        .uid
        .as_deref()
        .and_then(|uid| uid.parse().ok())
    else {
        return Ok(Cleanup::Done);
    };
    if keeps_data(instance) {
        keep_key(instance, uid, ctx).await?;
    }
    // The namespace goes first: its pods hold connections to the database.
    let namespace = delete_namespace(instance, ctx).await?;
    if let Some(waiting) = settle_database(instance, status, uid, ctx).await? {
        return Ok(waiting);
    }
    settle_key(instance, uid, ctx).await?;
    match namespace {
        Some(waiting) => Ok(waiting),
        None => Ok(Cleanup::Done),
    }
}

/// Whether the data is kept. A snapshot cannot be taken yet, so that nothing may be deleted for it.
fn keeps_data(instance: &PrimeroInstance) -> bool {
    match instance.spec.deletion_policy {
        DeletionPolicy::Retain | DeletionPolicy::SnapshotThenDelete => true,
        DeletionPolicy::Delete => false,
    }
}

fn unconfirmed(instance: &PrimeroInstance) -> Option<Cleanup> {
    let name = instance.name_any();
    let after = match instance.spec.deletion_policy {
        DeletionPolicy::Retain => return None,
        DeletionPolicy::SnapshotThenDelete => {
            "\"SnapshotThenDelete\" acts as \"Retain\" until backups are available: data will be kept"
        }
        DeletionPolicy::Delete => "all of its data will be deleted, irrevocably",
    };
    (instance.spec.deletion_confirmation != name).then(|| {
        Cleanup::waiting(
            reasons::AWAITING_CONFIRMATION,
            format!(
                "the tenant goes on serving until spec.deletionConfirmation is {name:?} ({after}); \
                 or set spec.deletionPolicy to \"Retain\""
            ),
        )
    })
}

async fn delete_namespace(
    instance: &PrimeroInstance,
    ctx: &Context,
) -> Result<Option<Cleanup>, Failure> {
    let name = namespace_of(&instance.name_any());
    let api = Api::<Namespace>::all(ctx.client.clone());
    let retrying =
        |verb, error| Failure::retrying(&WriteError::new(verb, "Namespace", &name, error));
    let found = api
        .get_metadata_opt(&name)
        .await
        .map_err(|error| retrying("read", error))?;
    let ours = found
        .filter(|found| found.labels().get(labels::INSTANCE_UID) == instance.metadata.uid.as_ref());
    let Some(namespace) = ours else {
        return Ok(None);
    };
    if namespace.metadata.deletion_timestamp.is_none() {
        let only_this = Preconditions {
            uid: namespace.metadata.uid,
            resource_version: None,
        };
        let parameters = DeleteParams {
            preconditions: Some(only_this),
            ..DeleteParams::default()
        };
        match api.delete(&name, &parameters).await {
            Ok(_) => ctx.metrics.written(),
            Err(kube::Error::Api(response)) if response.is_not_found() => return Ok(None),
            Err(error) => return Err(retrying("delete", error)),
        }
    }
    let message = format!("waiting for the namespace {name} to be removed");
    Ok(Some(Cleanup::waiting(
        reasons::RELEASING_NAMESPACE,
        message,
    )))
}

/// Drops the database or puts it out of service.
async fn settle_database(
    instance: &PrimeroInstance,
    status: &PrimeroInstanceStatus,
    uid: Uuid,
    ctx: &Context,
) -> Result<Option<Cleanup>, Failure> {
    let server_name = catalog::server_of(instance);
    let tenant = TenantDatabase::of(uid);
    let Some(server) = ctx.catalog.server(server_name) else {
        // Without its server, a database was made only if status says so.
        return Ok(status.database.is_some().then(|| {
            Cleanup::waiting(
                reasons::DROPPING_DATABASE,
                format!(
                    "there is no DatabaseServer {server_name:?}; create it again, or remove the \
                     database and the role {tenant} by hand and then the finalizer {}",
                    labels::FINALIZER
                ),
            )
        }));
    };
    let connected = ctx
        .databases
        .connect(server_name, &server.spec, &ctx.own_secrets())
        .await;
    let server = connected.map_err(|error| Failure::retrying(&error))?.server;
    let done = if keeps_data(instance) {
        server.retain_tenant(tenant).await
    } else {
        server.drop_tenant(tenant).await
    };
    done.map_err(|error| database::failure(&error))?;
    ctx.databases.note_limits(tenant, None);
    Ok(None)
}

/// Makes sure that there is a copy of the data key before the namespace goes, and the key with it. Only
/// if somebody removed the copy, is there something to do.
async fn keep_key(instance: &PrimeroInstance, uid: Uuid, ctx: &Context) -> Result<(), Failure> {
    let own = ctx.own_secrets();
    let retrying = |error: WriteError| Failure::retrying(&error);
    let copy = own.metadata(&wrapped_name(&uid.to_string())).await;
    if copy.map_err(retrying)?.is_some() {
        return Ok(());
    }
    let name = instance.name_any();
    let tenant = ctx.secrets(&namespace_of(&name));
    let found = tenant.get(mount::DATA_KEY_SECRET).await.map_err(retrying)?;
    match found.and_then(|found| key_of(uid, &found)) {
        Some(key) => keep_copy(&name, uid, &key, &own, ctx).await.map(drop),
        None => Ok(()),
    }
}

/// The key in a tenant's Secret, if that is the Secret of the instance with this UID.
fn key_of(uid: Uuid, found: &Kept) -> Option<DataKey> {
    let owner = found.metadata.labels.as_ref()?.get(labels::INSTANCE_UID)?;
    (*owner == uid.to_string())
        .then(|| DataKey::from_bytes(found.values.get(mount::DATA_KEY)?))
        .flatten()
}

/// Marks the copy of the data key as kept, with what is needed to find the data again; or deletes
/// it, which makes every copy of the data unreadable.
async fn settle_key(instance: &PrimeroInstance, uid: Uuid, ctx: &Context) -> Result<(), Failure> {
    let own = ctx.own_secrets();
    let name = wrapped_name(&uid.to_string());
    let retrying = |error: WriteError| Failure::retrying(&error);
    if !keeps_data(instance) {
        return own.delete(&name).await.map_err(retrying);
    }
    let Some(found) = own.metadata(&name).await.map_err(retrying)? else {
        return Ok(());
    };
    if found
        .labels
        .as_ref()
        .is_some_and(|known| known.contains_key(labels::RETAINED))
    {
        return Ok(());
    }
    let database = TenantDatabase::of(uid).retained_name();
    let metadata = ObjectMeta {
        name: Some(name),
        labels: Some(meta::strings([(labels::RETAINED, "true")])),
        annotations: Some(meta::strings([
            ("primero.org/retained-time", &ctx.now().to_string()),
            ("primero.org/retained-server", catalog::server_of(instance)),
            ("primero.org/retained-database", &database),
        ])),
        ..ObjectMeta::default()
    };
    own.update(&metadata, &SecretValues::default())
        .await
        .map(drop)
        .map_err(retrying)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_of_this_very_instance_is_kept() {
        let uid: Uuid = "0d9f6f0e-3a7a-4f3e-9d0a-5f6b7c8d9e0f".parse().unwrap();
        let secret = |owner: &str, key: &[u8]| Kept {
            metadata: ObjectMeta {
                labels: Some(meta::strings([(labels::INSTANCE_UID, owner)])),
                ..ObjectMeta::default()
            },
            values: SecretValues::default().with(mount::DATA_KEY, key),
        };
        let own = secret(&uid.to_string(), &[7; 32]);
        assert_eq!(key_of(uid, &own), DataKey::from_bytes(&[7; 32]));
        assert_eq!(key_of(uid, &secret("another", &[7; 32])), None);
        assert_eq!(key_of(uid, &secret(&uid.to_string(), &[7; 5])), None);
    }
}
