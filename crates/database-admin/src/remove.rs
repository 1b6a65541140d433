//! Putting a tenant's database out of service: dropped, or kept.

use crate::{AdminError, Server, TenantDatabase};

impl Server {
    /// Drops the tenant's database and role, kept ones included. Irrevocable.
    #[tracing::instrument(name = "db_admin.drop", skip_all, fields(database = %tenant))]
    pub async fn drop_tenant(&self, tenant: TenantDatabase) -> Result<(), AdminError> {
        if self.is_gone(tenant).await? {
            return Ok(());
        }
        for statement in [
            "drop database if exists {name} with (force)",
            "drop database if exists {retained} with (force)",
        ] {
            self.run("drop the database", tenant.statement(statement))
                .await?;
        }
        for statement in [
            "drop role if exists {name}",
            "drop role if exists {retained}",
        ] {
            self.run("drop the role", tenant.statement(statement))
                .await?;
        }
        Ok(())
    }

    async fn is_gone(&self, tenant: TenantDatabase) -> Result<bool, AdminError> {
        sqlx::query_scalar(
            "select not exists (select from pg_database where datname in ($1, $2))
                and not exists (select from pg_roles where rolname in ($1, $2))",
        )
        .bind(tenant.to_string())
        .bind(tenant.retained_name())
        .fetch_one(&self.pool)
        .await
        .map_err(AdminError::doing("look for what is left of the tenant"))
    }

    /// Keeps the tenant's data out of service: the role cannot sign in any more, its sessions end,
    /// and role and database get the names that kept data has.
    ///
    /// # Guarantees
    /// Can be repeated, and interrupted between any two statements.
    #[tracing::instrument(name = "db_admin.retain", skip_all, fields(database = %tenant))]
    pub async fn retain_tenant(&self, tenant: TenantDatabase) -> Result<(), AdminError> {
        let facts = self.tenant(tenant).await?;
        if facts.role {
            self.run(
                "lock the role",
                tenant.statement("alter role {name} nologin"),
            )
            .await?;
        }
        if facts.database {
            self.end_sessions(tenant).await?;
            let rename = "alter database {name} rename to {retained}";
            self.run("rename the database", tenant.statement(rename))
                .await?;
        }
        if facts.role {
            let rename = "alter role {name} rename to {retained}";
            self.run("rename the role", tenant.statement(rename))
                .await?;
        }
        Ok(())
    }

    async fn end_sessions(&self, tenant: TenantDatabase) -> Result<(), AdminError> {
        // The second argument waits for the session to be gone, since a rename needs that.
        sqlx::query(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1",
        )
        .bind(tenant.to_string())
        .execute(&self.pool)
        .await
        .map(drop)
        .map_err(AdminError::doing("end the tenant's sessions"))
    }
}
