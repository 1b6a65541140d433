//! A database server and the connection to it.

use std::fmt;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};

use crate::AdminError;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// No TLS.
    Disable,
    /// TLS without checking the server's name.
    Require,
    /// TLS with certificate and name checked.
    VerifyFull,
}

/// Where a server is and how to administer it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// A role with `createrole` and `createdb`.
    pub username: String,
    /// Its password.
    pub password: String,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// PEM certificates for [`TlsMode::VerifyFull`].
    pub ca: Option<Vec<u8>>,
}

impl fmt::Debug for ServerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// A server that tenants share. Clones share a small pool; connections are made when needed and
/// closed after a minute without use.
#[derive(Clone, Debug)]
pub struct Server {
    pub(crate) pool: PgPool,
}

impl Server {
    /// The server with these settings; connects when first used.
    pub fn new(settings: &ServerSettings) -> Self {
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&settings.host)
            .port(settings.port)
            .username(&settings.username)
            .password(&settings.password)
            .database("postgres")
            .application_name("primero-operator")
            .ssl_mode(match settings.tls {
                TlsMode::Disable => PgSslMode::Disable,
                TlsMode::Require => PgSslMode::Require,
                TlsMode::VerifyFull => PgSslMode::VerifyFull,
            });
        // The driver logs slow statements with their text, and some of ours carry verifiers.
        options = options.disable_statement_logging();
        if let Some(ca) = &settings.ca {
            options = options.ssl_root_cert_from_pem(ca.clone());
        }
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(5))
            .idle_timeout(Duration::from_mins(1))
            .connect_lazy_with(options);
        Self { pool }
    }

    /// Runs one statement outside a transaction: `create database` allows no other way.
    pub(crate) async fn run(
        &self,
        doing: &'static str,
        statement: AssertSqlSafe<String>,
    ) -> Result<(), AdminError> {
        let query = sqlx::raw_sql(statement);
        self.pool
            .execute(query)
            .await
            .map(drop)
            .map_err(AdminError::doing(doing))
    }
}
