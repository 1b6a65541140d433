//! Where the database is and how it is spoken to.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::DbError;

/// How to reach a tenant's database.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// A host name or address, or the directory of a UNIX socket.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The database.
    pub database: String,
    /// The role.
    pub user_name: String,
    /// Its password, where one is asked for.
    pub password: Option<String>,
    /// `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`.
    pub ssl_mode: String,
    /// The certificate authority that the server is checked against.
    pub root_certificate: Option<PathBuf>,
    /// The most connections that are open at once.
    pub max_connections: u32,
}

// The password must not reach a log by way of `{:?}`.
impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("database", &self.database)
            .field("user_name", &self.user_name)
            .field("ssl_mode", &self.ssl_mode)
            .finish_non_exhaustive()
    }
}

/// How long a statement of `serve` may run.
const STATEMENT_TIMEOUT: &str = "5s";
/// How long anything waits for a lock.
const LOCK_TIMEOUT: &str = "2s";
/// How long a transaction may stand open doing nothing, should a request hang.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "30s";
/// How long a caller waits for a connection.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection stays open: an idle tenant holds none.
pub(crate) const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

impl DatabaseSettings {
    /// The most connections of one tenant's service.
    pub const MAX_CONNECTIONS: u32 = 4;

    /// Options for serving requests, with time limits.
    pub(crate) fn to_serve(&self) -> Result<PgConnectOptions, DbError> {
        Ok(self.options()?.options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", LOCK_TIMEOUT),
            (
                "idle_in_transaction_session_timeout",
                IDLE_IN_TRANSACTION_TIMEOUT,
            ),
        ]))
    }

    /// Options for migrating: statements may take long, but nobody is kept waiting for a lock.
    pub(crate) fn to_migrate(&self) -> Result<PgConnectOptions, DbError> {
        Ok(self.options()?.options([("lock_timeout", LOCK_TIMEOUT)]))
    }

    fn options(&self) -> Result<PgConnectOptions, DbError> {
        let ssl_mode: PgSslMode = self.ssl_mode.parse().map_err(|_| DbError::Settings {
            problem: format!("there is no TLS mode {:?}", self.ssl_mode),
        })?;
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .database(&self.database)
            .username(&self.user_name)
            .ssl_mode(ssl_mode)
            .application_name("primero-core")
            .options([("client_min_messages", "warning"), ("timezone", "UTC")]);
        if let Some(password) = &self.password {
            options = options.password(password);
        }
        if let Some(certificate) = &self.root_certificate {
            options = options.ssl_root_cert(certificate);
        }
        Ok(options)
    }
}
