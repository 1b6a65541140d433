//! A database for each test, copied from one that was migrated once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::postgres::{Durability, PrivatePostgres, SUPERUSER};

/// The one server of this test process.
static SERVER: OnceCell<PrivatePostgres> = OnceCell::const_new();
/// The database that others are copied from.
static TEMPLATE: OnceCell<TestDatabase> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Where a database of a test is. The server trusts everybody, so there is no password.
#[derive(Clone, Debug)]
pub struct TestDatabase {
    /// The directory of the server's socket, which serves as the host.
    pub socket_directory: PathBuf,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The database's name.
    pub name: String,
    /// The role that owns it.
    pub user_name: &'static str,
}

impl TestDatabase {
    /// A connection of the test's own, to look behind the code under test.
    pub async fn connect(&self) -> Result<PgConnection> {
        self.options()
            .connect()
            .await
            .with_context(|| format!("failed to connect to {}", self.name))
    }

    /// A URL over TCP.
    pub fn url(&self) -> String {
        format!(
            "postgres://{}@127.0.0.1:{}/{}",
            self.user_name, self.port, self.name
        )
    }

    fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_directory)
            .port(self.port)
            .username(self.user_name)
            .database(&self.name)
    }

    /// A database of a server, which need not exist.
    pub fn on(server: &PrivatePostgres, name: impl Into<String>) -> Self {
        Self {
            socket_directory: server.socket_directory().to_owned(),
            port: server.port(),
            name: name.into(),
            user_name: SUPERUSER,
        }
    }
}

/// A database that `migrate` has prepared. It runs once in each test process; every test gets a
/// copy of what it made. `migrate` must leave no connection open.
pub async fn database(
    migrate: impl AsyncFnOnce(&TestDatabase) -> Result<()>,
) -> Result<TestDatabase> {
    let template = TEMPLATE
        .get_or_try_init(async || {
            let template = empty_database().await?;
            migrate(&template)
                .await
                .context("failed to prepare the template database")?;
            anyhow::Ok(template)
        })
        .await?;
    create(&format!("template {}", template.name)).await
}

/// A database with nothing in it.
pub async fn empty_database() -> Result<TestDatabase> {
    create("template template0").await
}

async fn create(from: &str) -> Result<TestDatabase> {
    let server = SERVER
        .get_or_try_init(async || {
            tokio::task::spawn_blocking(|| PrivatePostgres::start(Durability::Fast)).await?
        })
        .await?;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = TestDatabase::on(server, "postgres").connect().await?;
    sqlx::query(AssertSqlSafe(format!("create database {name} {from}")))
        .execute(&mut connection)
        .await
        .context("failed to create a database")?;
    connection
        .close()
        .await
        .context("failed to close a connection")?;
    Ok(TestDatabase::on(server, name))
}
