//! `migrate`: brings the database schema to the version of this program.

use primero_case_db::DatabaseSettings;
use primero_case_db::schema::{self, SCHEMA};
use primero_tenant_contract::result::{JobResult, SchemaResult};

use super::patience::await_database;
use super::{Failed, Outcome};
use crate::config::Mounts;

/// Runs the subcommand.
pub(crate) async fn run(mounts: &Mounts) -> Outcome {
    let mut result = JobResult::new();
    let steps = from_mounts(mounts, &mut result).await;
    Outcome::of(result, steps)
}

/// Migrates the mounted database.
pub(crate) async fn from_mounts(mounts: &Mounts, result: &mut JobResult) -> Result<(), Failed> {
    let database = mounts.database()?;
    await_database(&database).await?;
    migrate(&database, result).await
}

/// Migrates a database.
pub(crate) async fn migrate(
    database: &DatabaseSettings,
    result: &mut JobResult,
) -> Result<(), Failed> {
    let migrated = schema::migrate(database).await?;
    tracing::info!(
        from = migrated.from,
        to = migrated.to,
        "the schema is in place"
    );
    result.schema = Some(SchemaResult {
        version: migrated.to,
        head: SCHEMA.head,
    });
    Ok(())
}
