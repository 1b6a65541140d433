//! What must hold before the tenant gets traffic.

use primero_case_db::Db;
use primero_case_db::schema::SCHEMA;
use primero_telemetry::readiness::Readiness;

/// The database answers, its schema is one that this program reads, and a configuration is applied.
/// Every probe asks the database anew: what was true a minute ago says nothing.
pub(crate) fn of(db: &Db) -> Readiness {
    let (schema, configuration) = (db.clone(), db.clone());
    Readiness::builder()
        .check("schema", move || check_schema(schema.clone()))
        .check("configuration", move || {
            check_configuration(configuration.clone())
        })
        .build()
}

async fn check_schema(db: Db) -> Result<(), String> {
    let found = db
        .schema_version()
        .await
        .map_err(|error| error.to_string())?;
    match found {
        Some(version) if version >= SCHEMA.oldest_readable => Ok(()),
        Some(version) => Err(format!(
            "the schema has version {version}, this release needs {}",
            SCHEMA.oldest_readable
        )),
        None => Err("the database has no schema yet".to_owned()),
    }
}

async fn check_configuration(db: Db) -> Result<(), String> {
    let state = async {
        let mut tx = db.begin().await?;
        tx.configuration().state().await
    };
    match state.await {
        Ok(state) if state.applied_at.is_some() => Ok(()),
        Ok(_) => Err("no configuration is applied yet".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
