//! Connections to database servers, one small pool for each `DatabaseServer`.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use primero_crd::DatabaseServerSpec;
use primero_crd::database_server::DatabaseTlsMode;
use primero_database_admin::{
    AdminError, RoleLimits, Server, ServerSettings, TenantDatabase, TlsMode,
};

use crate::secrets::{SecretValues, Secrets};
use crate::writer::WriteError;

/// Why there is no connection to a server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The Secret could not be read.
    #[error("failed to read the administrator's credentials")]
    Read(#[source] WriteError),
    /// The Secret does not exist, or lacks a value.
    #[error("the Secret {secret:?} in the platform's namespace has no {key:?}")]
    Missing {
        /// The Secret.
        secret: String,
        /// The value that it lacks.
        key: &'static str,
    },
}

/// A server and what tenants need to connect to it.
#[derive(Clone, Debug)]
pub struct Connected {
    /// The server, with the administrator's rights.
    pub server: Server,
    /// PEM certificates that tenants check the server against.
    pub ca: Option<Vec<u8>>,
}

/// The servers that were used, by name.
#[derive(Debug, Default)]
pub struct Databases {
    servers: Mutex<HashMap<String, (ServerSettings, Server)>>,
    secured: Mutex<HashSet<String>>,
    /// Two at once would change the same row of the server's catalog, and one of them fail.
    securing: tokio::sync::Mutex<()>,
    provisioned: Mutex<HashMap<TenantDatabase, RoleLimits>>,
}

impl Databases {
    /// The server of this name. Its pool is kept until its settings or credentials change.
    pub async fn connect(
        &self,
        name: &str,
        spec: &DatabaseServerSpec,
        secrets: &Secrets,
    ) -> Result<Connected, ServerError> {
        let secret = &spec.admin_secret_ref.name;
        let missing = |key| ServerError::Missing {
            secret: secret.clone(),
            key,
        };
        let kept = secrets.get(secret).await.map_err(ServerError::Read)?;
        let values = kept.map(|kept| kept.values).unwrap_or_default();
        let settings = settings(spec, &values).map_err(missing)?;
        let ca = settings.ca.clone();
        let server = self.pool(name, settings);
        Ok(Connected { server, ca })
    }

    /// The pool of the server called `name`; a new one when its settings are new.
    fn pool(&self, name: &str, settings: ServerSettings) -> Server {
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, server)) = servers.get(name)
            && *known == settings
        {
            return server.clone();
        }
        let server = Server::new(&settings);
        servers.insert(name.to_owned(), (settings, server.clone()));
        // It may be another machine, whose own databases are open still.
        self.secured().remove(name);
        server
    }

    /// Closes the server's own databases to tenants, once while this process lives.
    pub async fn secure(&self, name: &str, server: &Server) -> Result<(), AdminError> {
        let _alone = self.securing.lock().await;
        if self.secured().contains(name) {
            return Ok(());
        }
        server.secure().await?;
        self.secured().insert(name.to_owned());
        Ok(())
    }

    fn secured(&self) -> MutexGuard<'_, HashSet<String>> {
        self.secured.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this process has given the tenant's role these limits.
    pub fn has_limits(&self, tenant: TenantDatabase, limits: RoleLimits) -> bool {
        let provisioned = self
            .provisioned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        provisioned.get(&tenant) == Some(&limits)
    }

    /// Takes note of the limits of a tenant's role; `None` when the tenant is gone.
    pub fn note_limits(&self, tenant: TenantDatabase, limits: Option<RoleLimits>) {
        let mut provisioned = self
            .provisioned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match limits {
            Some(limits) => drop(provisioned.insert(tenant, limits)),
            None => drop(provisioned.remove(&tenant)),
        }
    }
}

fn settings(
    spec: &DatabaseServerSpec,
    values: &SecretValues,
) -> Result<ServerSettings, &'static str> {
    let tls = match spec.tls_mode {
        DatabaseTlsMode::Disable => TlsMode::Disable,
        DatabaseTlsMode::Require => TlsMode::Require,
        DatabaseTlsMode::VerifyFull => TlsMode::VerifyFull,
    };
    let ca = match tls {
        TlsMode::VerifyFull => Some(values.get("ca.crt").ok_or("ca.crt")?.to_vec()),
        TlsMode::Disable | TlsMode::Require => None,
    };
    Ok(ServerSettings {
        host: spec.host.clone(),
        port: u16::try_from(spec.port).unwrap_or(5432),
        username: values.text("username").ok_or("username")?,
        password: values.text("password").ok_or("password")?,
        tls,
        ca,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_moved_is_closed_to_tenants_again() {
        let settings = |host: &str| ServerSettings {
            host: host.to_owned(),
            port: 5432,
            username: "u".to_owned(),
            password: "p".to_owned(),
            tls: TlsMode::Disable,
            ca: None,
        };
        let databases = Databases::default();
        let secured = |databases: &Databases| databases.secured.lock().unwrap().contains("default");
        databases.pool("default", settings("a"));
        databases
            .secured
            .lock()
            .unwrap()
            .insert("default".to_owned());
        databases.pool("default", settings("a"));
        assert!(secured(&databases));
        databases.pool("default", settings("b"));
        assert!(!secured(&databases));
    }
}
