//! Step "Database": the tenant's role and database on a shared server.

use primero_crd::condition::reasons;
use primero_crd::instance::status::AllocatedDatabase;
use primero_database_admin::{AdminError, Cause, RoleLimits, Server};
use primero_tenant_contract::mount;

use super::credentials::Credentials;
use super::progress::Failure;
use super::validate::ValidInstance;
use crate::context::Context;
use crate::databases::{Connected, ServerError};

/// Connections that a tenant needs from the first moment: a Job's and a server's.
const FIRST_CONNECTIONS: i64 = 4;

/// Connects to the instance's server.
pub async fn connect(instance: &ValidInstance, ctx: &Context) -> Result<Connected, Failure> {
    let database = &instance.database;
    ctx.databases
        .connect(&database.server_name, &database.server, &ctx.own_secrets())
        .await
        .map_err(|error| match error {
            ServerError::Read(_) => Failure::retrying(&error),
            ServerError::Missing { .. } => Failure::of(reasons::CREDENTIALS_INVALID, &error),
        })
}

/// Makes role and database, with the password of the tenant's Secret.
pub async fn ensure(
    instance: &ValidInstance,
    credentials: &Credentials,
    known: Option<&AllocatedDatabase>,
    server: &Server,
    ctx: &Context,
) -> Result<AllocatedDatabase, Failure> {
    let database = &instance.database;
    let allocated = AllocatedDatabase {
        server: database.server_name.clone(),
        name: database.name.to_string(),
        credentials_version: credentials.version.clone(),
    };
    let facts = server
        .tenant(database.name)
        .await
        .map_err(|error| failure(&error))?;
    let limits = limits(instance);
    let current = known == Some(&allocated) && ctx.databases.has_limits(database.name, limits);
    if facts.complete() && current {
        return Ok(allocated);
    }
    if !facts.database {
        if facts.retained || known.is_some() {
            return Err(missing(instance));
        }
        check_room(instance, server).await?;
    }
    let password = password(instance, ctx).await?;
    ctx.databases
        .secure(&database.server_name, server)
        .await
        .map_err(|error| failure(&error))?;
    server
        .provision(database.name, &password, limits)
        .await
        .map_err(|error| failure(&error))?;
    ctx.databases.note_limits(database.name, Some(limits));
    Ok(allocated)
}

/// A database that was there and is not: an empty one in its place would hide the loss.
fn missing(instance: &ValidInstance) -> Failure {
    Failure::stalled(
        reasons::DATABASE_FAILED,
        format!(
            "the database {} is no longer on the server {:?}; restore it from a backup under this \
             name, or delete the instance",
            instance.database.name, instance.database.server_name
        ),
    )
}

async fn check_room(instance: &ValidInstance, server: &Server) -> Result<(), Failure> {
    let facts = server.facts().await.map_err(|error| failure(&error))?;
    let full = facts.tenant_databases >= i64::from(instance.database.server.max_databases);
    let busy = facts.connections + FIRST_CONNECTIONS > facts.max_connections;
    if !(full || busy) {
        return Ok(());
    }
    Err(Failure::retried(
        reasons::CAPACITY_EXHAUSTED,
        format!(
            "the database server {:?} has no room: {} of {} databases, {} of {} connections; \
             raise its limits, or create the instance on another server",
            instance.database.server_name,
            facts.tenant_databases,
            instance.database.server.max_databases,
            facts.connections,
            facts.max_connections
        ),
    ))
}

async fn password(instance: &ValidInstance, ctx: &Context) -> Result<String, Failure> {
    let secrets = ctx.secrets(&instance.namespace);
    let kept = secrets
        .get(mount::DATABASE_SECRET)
        .await
        .map_err(|e| Failure::retrying(&e))?;
    kept.and_then(|kept| kept.values.text(mount::database::PASSWORD)).ok_or_else(|| {
        Failure::retried(
            reasons::CREDENTIALS_INVALID,
            "the Secret \"database\" of the tenant's namespace has no password; delete it, and a \
             new one is made",
        )
    })
}

fn limits(instance: &ValidInstance) -> RoleLimits {
    let limits = &instance.database_limits;
    let bounded = |value: i32| u16::try_from(value).unwrap_or(u16::MAX);
    RoleLimits {
        connections: bounded(limits.max_connections),
        statement_timeout_seconds: bounded(limits.statement_timeout_seconds),
        idle_transaction_timeout_seconds: bounded(limits.idle_transaction_timeout_seconds),
    }
}

/// The failure that an error of the server means to an instance.
pub fn failure(error: &AdminError) -> Failure {
    let reason = match error.cause() {
        Cause::Unreachable => reasons::SERVER_UNREACHABLE,
        Cause::Credentials => reasons::CREDENTIALS_INVALID,
        Cause::NoRoom => reasons::CAPACITY_EXHAUSTED,
        Cause::Statement => reasons::DATABASE_FAILED,
    };
    Failure::of(reason, error)
}
