//! What is on a server.

use crate::{AdminError, Server, TenantDatabase};

/// How full a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerFacts {
    /// Connections that ordinary roles may have together.
    pub max_connections: i64,
    /// Connections that are open.
    pub connections: i64,
    /// Databases of tenants, kept ones included.
    pub tenant_databases: i64,
}

/// What a server has of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenantFacts {
    /// The role exists.
    pub role: bool,
    /// The database exists.
    pub database: bool,
    /// Role and database exist under the names that kept data has.
    pub retained: bool,
}

impl TenantFacts {
    /// Whether the tenant has all that it needs.
    pub const fn complete(self) -> bool {
        self.role && self.database
    }
}

impl Server {
    /// How full the server is.
    #[tracing::instrument(name = "db_admin.facts", skip_all)]
    pub async fn facts(&self) -> Result<ServerFacts, AdminError> {
        let (max_connections, connections, tenant_databases) = sqlx::query_as(
            "select current_setting('max_connections')::bigint
                  - current_setting('superuser_reserved_connections')::bigint,
                    (select count(*) from pg_stat_activity where backend_type = 'client backend'),
                    (select count(*) from pg_database where datname ~ '^[tr]_[0-9a-f]{32}$')",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(AdminError::doing("read how full the server is"))?;
        Ok(ServerFacts {
            max_connections,
            connections,
            tenant_databases,
        })
    }

    /// What the server has of `tenant`.
    #[tracing::instrument(name = "db_admin.tenant", skip_all, fields(database = %tenant))]
    pub async fn tenant(&self, tenant: TenantDatabase) -> Result<TenantFacts, AdminError> {
        let (role, database, retained) = sqlx::query_as(
            "select exists (select from pg_roles where rolname = $1),
                    exists (select from pg_database where datname = $1),
                    exists (select from pg_database where datname = $2)",
        )
        .bind(tenant.to_string())
        .bind(tenant.retained_name())
        .fetch_one(&self.pool)
        .await
        .map_err(AdminError::doing("look for the tenant's role and database"))?;
        Ok(TenantFacts {
            role,
            database,
            retained,
        })
    }
}
