//! Step "Credentials": the tenant's Secrets, each made once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use primero_crd::condition::reasons;
use primero_crd::database_server::DatabaseTlsMode;
use primero_crd::labels;
use primero_tenant_contract::mount;
use uuid::Uuid;

use super::build::meta;
use super::progress::Failure;
use super::validate::ValidInstance;
use crate::context::Context;
use crate::data_key::{DataKey, random};
use crate::databases::Connected;
use crate::secrets::{Kept, SecretValues, Secrets};
use crate::writer::WriteError;

const WRAPPED: &str = "wrapped.key";

/// What later steps need to know of the tenant's Secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Version of the Secret with the password.
    pub version: String,
    /// Names the data key.
    pub data_key_id: String,
}

/// The name of the wrapped copy of a tenant's data key.
pub fn wrapped_name(uid: &str) -> String {
    format!("data-key-{uid}")
}

/// Makes the Secrets that are not there.
pub async fn ensure(
    instance: &ValidInstance,
    known_key: Option<&str>,
    connected: &Connected,
    ctx: &Context,
) -> Result<Credentials, Failure> {
    let secrets = ctx.secrets(&instance.namespace);
    let (version, data_key_id, ()) = futures::try_join!(
        ensure_database(instance, connected, &secrets),
        ensure_data_key(instance, known_key, &secrets, ctx),
        ensure_bootstrap(instance, &secrets),
    )?;
    Ok(Credentials {
        version,
        data_key_id,
    })
}

/// The connection: a password made once, and an address that follows the server's.
async fn ensure_database(
    instance: &ValidInstance,
    connected: &Connected,
    secrets: &Secrets,
) -> Result<String, Failure> {
    let address = address(instance, connected);
    let mut metadata = meta::object(instance, mount::DATABASE_SECRET);
    let hash = address.digest().to_string();
    metadata.annotations = Some(meta::strings([(labels::INTENT_HASH, &hash)]));
    let found = secrets
        .metadata(mount::DATABASE_SECRET)
        .await
        .map_err(retrying)?;
    let metadata = match found {
        Some(found) if annotation(&found, labels::INTENT_HASH) == Some(&hash) => found,
        Some(_) => secrets
            .update(&metadata, &address)
            .await
            .map_err(retrying)?,
        None => {
            let password = URL_SAFE_NO_PAD.encode(random::<32>());
            let values = address.with(mount::database::PASSWORD, password);
            secrets
                .create(metadata, None, &values)
                .await
                .map_err(retrying)?
                .metadata
        }
    };
    Ok(metadata.resource_version.unwrap_or_default())
}

fn address(instance: &ValidInstance, connected: &Connected) -> SecretValues {
    let server = &instance.database.server;
    let name = instance.database.name.to_string();
    let sslmode = match server.tls_mode {
        DatabaseTlsMode::Disable => "disable",
        DatabaseTlsMode::Require => "require",
        DatabaseTlsMode::VerifyFull => "verify-full",
    };
    let values = SecretValues::default()
        .with(mount::database::HOST, server.host.as_str())
        .with(mount::database::PORT, server.port.to_string())
        .with(mount::database::DBNAME, name.as_str())
        .with(mount::database::USERNAME, name.as_str())
        .with(mount::database::SSLMODE, sslmode);
    match &connected.ca {
        Some(ca) => values.with(mount::database::CA, ca.clone()),
        None => values,
    }
}

/// The data key: the wrapped copy first, then the tenant's Secret.
async fn ensure_data_key(
    instance: &ValidInstance,
    known: Option<&str>,
    secrets: &Secrets,
    ctx: &Context,
) -> Result<String, Failure> {
    let own = ctx.own_secrets();
    let wrapped_name = wrapped_name(&instance.uid.to_string());
    let (wrapped, tenant) = futures::try_join!(
        own.metadata(&wrapped_name),
        secrets.metadata(mount::DATA_KEY_SECRET),
    )
    .map_err(retrying)?;
    let id = |metadata: &Option<ObjectMeta>| {
        metadata
            .as_ref()
            .and_then(|m| annotation(m, labels::DATA_KEY_ID))
            .map(str::to_owned)
    };
    match (id(&wrapped), id(&tenant)) {
        (Some(wrapped), Some(tenant)) if wrapped == tenant => Ok(wrapped),
        (Some(_), _) => {
            let key = unwrap_copy(instance, &own, ctx).await?;
            give_key(instance, &key, tenant.is_some(), secrets).await?;
            Ok(key.id())
        }
        (None, Some(_)) => {
            let kept = secrets
                .get(mount::DATA_KEY_SECRET)
                .await
                .map_err(retrying)?;
            let key = kept
                .and_then(|kept| DataKey::from_bytes(kept.values.get(mount::DATA_KEY)?))
                .filter(|key| known.is_none_or(|known| known == key.id()))
                .ok_or_else(lost)?;
            keep_copy(&instance.name, instance.uid, &key, &own, ctx).await?;
            Ok(key.id())
        }
        (None, None) if known.is_some() => Err(lost()),
        (None, None) => {
            // Another process may have been faster: what counts is the copy that was kept.
            let fresh = DataKey::generate();
            let kept = keep_copy(&instance.name, instance.uid, &fresh, &own, ctx).await?;
            let key = open(instance, &kept, ctx)?;
            give_key(instance, &key, tenant.is_some(), secrets).await?;
            Ok(key.id())
        }
    }
}

async fn unwrap_copy(
    instance: &ValidInstance,
    own: &Secrets,
    ctx: &Context,
) -> Result<DataKey, Failure> {
    let name = wrapped_name(&instance.uid.to_string());
    let kept = own.get(&name).await.map_err(retrying)?.ok_or_else(lost)?;
    open(instance, &kept, ctx)
}

fn open(instance: &ValidInstance, kept: &Kept, ctx: &Context) -> Result<DataKey, Failure> {
    kept.values
        .get(WRAPPED)
        .and_then(|bytes| {
            ctx.key_encryption_key
                .unwrap(bytes, &instance.uid.to_string())
        })
        .ok_or_else(lost)
}

/// Keeps a wrapped copy of the key of the instance with this name and UID; what was kept.
pub(super) async fn keep_copy(
    instance: &str,
    uid: Uuid,
    key: &DataKey,
    own: &Secrets,
    ctx: &Context,
) -> Result<Kept, Failure> {
    let uid = uid.to_string();
    let metadata = ObjectMeta {
        name: Some(wrapped_name(&uid)),
        labels: Some(meta::strings([
            (labels::PART_OF, labels::PART_OF_PRIMERO),
            (labels::INSTANCE, instance),
            (labels::INSTANCE_UID, &uid),
        ])),
        annotations: Some(meta::strings([(labels::DATA_KEY_ID, &key.id())])),
        ..ObjectMeta::default()
    };
    let wrapped = ctx.key_encryption_key.wrap(key, &uid);
    let values = SecretValues::default().with(WRAPPED, wrapped);
    own.create(metadata, None, &values).await.map_err(retrying)
}

async fn give_key(
    instance: &ValidInstance,
    key: &DataKey,
    exists: bool,
    secrets: &Secrets,
) -> Result<(), Failure> {
    let mut metadata = meta::object(instance, mount::DATA_KEY_SECRET);
    metadata.annotations = Some(meta::strings([(labels::DATA_KEY_ID, &key.id())]));
    let values = SecretValues::default().with(mount::DATA_KEY, key.bytes().as_slice());
    if exists {
        secrets
            .update(&metadata, &values)
            .await
            .map(drop)
            .map_err(retrying)
    } else {
        secrets
            .create(metadata, None, &values)
            .await
            .map(drop)
            .map_err(retrying)
    }
}

async fn ensure_bootstrap(instance: &ValidInstance, secrets: &Secrets) -> Result<(), Failure> {
    if secrets
        .metadata(mount::BOOTSTRAP_SECRET)
        .await
        .map_err(retrying)?
        .is_some()
    {
        return Ok(());
    }
    let metadata = meta::object(instance, mount::BOOTSTRAP_SECRET);
    let values = SecretValues::default().with(mount::SIGNING_KEY, random::<32>());
    secrets
        .create(metadata, None, &values)
        .await
        .map(drop)
        .map_err(retrying)
}

fn annotation<'a>(metadata: &'a ObjectMeta, name: &str) -> Option<&'a str> {
    metadata.annotations.as_ref()?.get(name).map(String::as_str)
}

fn lost() -> Failure {
    Failure::stalled(
        reasons::DATA_KEY_LOST,
        "the tenant's data key is gone and data sealed with it may exist; restore the Secret of \
         the platform's namespace that is called data-key-<uid>, or its key-encryption-key, from \
         a backup",
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn retrying(error: WriteError) -> Failure {
    Failure::retrying(&error)
}
