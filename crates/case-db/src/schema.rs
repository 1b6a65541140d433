//! The schema: its version, what this release can read, and migrating to it.

use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::{ConnectOptions, Connection};

use crate::{DatabaseSettings, Db, DbError};

static MIGRATOR: Migrator = sqlx::migrate!();

/// The versions of the schema that a release works with. A version is the number of the last
/// migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaSupport {
    /// What this release migrates to.
    pub head: i64,
    /// The oldest that this release serves with.
    pub oldest_readable: i64,
}

/// What this release works with. Since migrations only expand, it also serves with any newer
/// schema whose release says so; that is the operator's to check before it rolls back.
pub const SCHEMA: SchemaSupport = SchemaSupport {
    head: 20_261_124_204_010,
    oldest_readable: 20_261_124_204_010,
};

/// What a migration did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version before; none for an empty database.
    pub from: Option<i64>,
    /// The version now.
    pub to: i64,
}

/// Why a database cannot be migrated.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A newer release was here. Going back needs a release that reads this version.
    #[error("the schema has version {found}, newer than {known} of this release")]
    Newer {
        /// The database's version.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// A migration that was applied differs from the one in this release.
    #[error("migration {version} differs from the one that was applied")]
    Altered {
        /// Its number.
        version: i64,
    },
    /// The migrations do not run.
    #[error("failed to migrate the schema")]
    Migrate(#[source] MigrateError),
    /// The database cannot be read.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How often a migration that meets a lock is tried again; each waits for locks two seconds.
const ATTEMPTS: u32 = 30;
const PAUSE: Duration = Duration::from_millis(500);

/// Brings the schema to [`SCHEMA`]'s head.
///
/// # Guarantees
/// Safe to run at any time, again, and twice at once: an advisory lock lets one run through, the
/// other then finds nothing to do. A run that was killed is continued by the next.
#[tracing::instrument(name = "db.migrate", skip_all)]
pub async fn migrate(settings: &DatabaseSettings) -> Result<Migrated, SchemaError> {
    let options = settings.to_migrate()?;
    let mut attempt = 1;
    loop {
        match migrate_once(&options).await {
            Err(SchemaError::Migrate(error)) if attempt < ATTEMPTS && is_locked(&error) => {
                attempt += 1;
                tokio::time::sleep(PAUSE).await;
            }
            result => return result,
        }
    }
}

async fn migrate_once(options: &sqlx::postgres::PgConnectOptions) -> Result<Migrated, SchemaError> {
    let mut connection = options
        .connect()
        .await
        .map_err(DbError::query("migrate.connect"))?;
    connection.lock().await.map_err(SchemaError::Migrate)?;
    let from = applied(&mut connection).await?;
    if let Some(found) = from.filter(|found| *found > SCHEMA.head) {
        return Err(SchemaError::Newer {
            found,
            known: SCHEMA.head,
        });
    }
    MIGRATOR
        .run_direct(None, &mut connection, false)
        .await
        .map_err(described)?;
    let to = applied(&mut connection).await?.unwrap_or(SCHEMA.head);
    // Closing the connection gives the lock back.
    connection
        .close()
        .await
        .map_err(DbError::query("migrate.close"))?;
    Ok(Migrated { from, to })
}

async fn applied(connection: &mut sqlx::PgConnection) -> Result<Option<i64>, SchemaError> {
    connection
        .ensure_migrations_table("_sqlx_migrations")
        .await
        .map_err(SchemaError::Migrate)?;
    let version = sqlx::query_scalar!(
        r#"select max(version) as "version" from _sqlx_migrations where success"#
    )
    .fetch_one(connection)
    .await
    .map_err(DbError::query("schema.version"))?;
    Ok(version)
}

fn described(error: MigrateError) -> SchemaError {
    if let MigrateError::VersionMismatch(version) = error {
        SchemaError::Altered { version }
    } else {
        SchemaError::Migrate(error)
    }
}

fn is_locked(error: &MigrateError) -> bool {
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    let (MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _)) = error else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .as_deref()
        == Some(LOCK_NOT_AVAILABLE)
}

impl Db {
    /// The version of the schema; none when the database was never migrated.
    #[tracing::instrument(name = "db.schema_version", skip_all)]
    pub async fn schema_version(&self) -> Result<Option<i64>, DbError> {
        let exists = sqlx::query_scalar!(
            r#"select to_regclass('_sqlx_migrations') is not null as "exists!""#
        )
        .fetch_one(&self.pool)
        .await
        .map_err(DbError::query("schema.exists"))?;
        if !exists {
            return Ok(None);
        }
        sqlx::query_scalar!(
            r#"select max(version) as "version" from _sqlx_migrations where success"#
        )
        .fetch_one(&self.pool)
        .await
        .map_err(DbError::query("schema.version"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_the_last_migration() {
        assert_eq!(
            MIGRATOR.iter().map(|migration| migration.version).max(),
            Some(SCHEMA.head)
        );
    }
}
