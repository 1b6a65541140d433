//! The offline data of the checked queries: what PostgreSQL says about each statement of `case-db`.
//!
//! `sqlx` checks statements against a database while it compiles, or against files written at such
//! a time. They are committed, so that a build needs no database.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sqlx::Connection;
use sqlx::migrate::Migrator;
use tempfile::TempDir;

use crate::database::TestDatabase;
use crate::postgres::{Durability, PrivatePostgres};

/// What to do with the committed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Bring them up to date.
    Write,
    /// Fail when they are not.
    Check,
}

const CRATE: &str = "crates/case-db";

/// Asks a fresh, migrated database about every checked query, and writes or compares the files.
pub async fn prepare(workspace: &Path, mode: Mode) -> Result<()> {
    let server = PrivatePostgres::start(Durability::Fast)?;
    let database = TestDatabase::on(&server, "postgres");
    migrate(&database, &workspace.join(CRATE).join("migrations")).await?;
    let fresh = TempDir::new().context("failed to make a temporary directory")?;
    compile(workspace, &database, fresh.path())?;
    let fresh = read(fresh.path())?;
    let committed_at = workspace.join(CRATE).join(".sqlx");
    match mode {
        Mode::Write => write(&committed_at, &fresh),
        Mode::Check if read(&committed_at)? == fresh => Ok(()),
        Mode::Check => bail!("{CRATE}/.sqlx is not up to date; run `cargo xtask gen`"),
    }
}

async fn migrate(database: &TestDatabase, migrations: &Path) -> Result<()> {
    let mut connection = database.connect().await?;
    let migrator = Migrator::new(migrations)
        .await
        .context("failed to read the migrations")?;
    migrator
        .run_direct(None, &mut connection, false)
        .await
        .context("failed to migrate")?;
    connection
        .close()
        .await
        .context("failed to close a connection")
}

fn compile(workspace: &Path, database: &TestDatabase, output: &Path) -> Result<()> {
    // A flag of its own makes cargo compile this crate again, and only this one.
    let nonce = format!("primero_prepare=\"{}\"", database.port);
    let done = Command::new("cargo")
        .args([
            "rustc",
            "--quiet",
            "--package",
            "primero-case-db",
            "--lib",
            "--profile",
            "check",
        ])
        .args(["--", "--cfg", &nonce])
        .current_dir(workspace)
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", output)
        .env("DATABASE_URL", database.url())
        .status()
        .context("failed to run cargo")?;
    ensure!(done.success(), "the queries do not compile");
    Ok(())
}

fn read(directory: &Path) -> Result<BTreeMap<OsString, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if !directory.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(directory).context("failed to list query files")? {
        let entry = entry.context("failed to list query files")?;
        let content = fs::read(entry.path()).context("failed to read a query file")?;
        files.insert(entry.file_name(), content);
    }
    Ok(files)
}

fn write(directory: &Path, files: &BTreeMap<OsString, Vec<u8>>) -> Result<()> {
    fs::create_dir_all(directory).context("failed to make the directory of query files")?;
    let old = read(directory)?;
    for name in old.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(directory.join(name)).context("failed to remove a query file")?;
    }
    for (name, content) in files
        .iter()
        .filter(|(name, content)| old.get(*name) != Some(*content))
    {
        fs::write(directory.join(name), content).context("failed to write a query file")?;
    }
    Ok(())
}
