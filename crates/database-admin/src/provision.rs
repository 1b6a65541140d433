//! Making a tenant's role and database.

use sqlx::AssertSqlSafe;
use sqlx::error::DatabaseError;

use crate::scram::Verifier;
use crate::{AdminError, Server, TenantDatabase};

/// Limits of a tenant's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleLimits {
    /// Connections at any time.
    pub connections: u16,
    /// The longest that a statement may run.
    pub statement_timeout_seconds: u16,
    /// The longest that a transaction may stay open without a statement.
    pub idle_transaction_timeout_seconds: u16,
}

const DUPLICATE_OBJECT: &str = "42710";
const DUPLICATE_DATABASE: &str = "42P04";
const INSUFFICIENT_PRIVILEGE: &str = "42501";

impl Server {
    /// Makes sure that the tenant's role exists with this password and these limits, and that it
    /// owns a database which nobody else can connect to.
    ///
    /// # Guarantees
    /// Can be repeated, and interrupted between any two statements. An existing database is never
    /// replaced. The password does not leave this process: the server gets its SCRAM verifier.
    #[tracing::instrument(name = "db_admin.provision", skip_all, fields(database = %tenant))]
    pub async fn provision(
        &self,
        tenant: TenantDatabase,
        password: &str,
        limits: RoleLimits,
    ) -> Result<(), AdminError> {
        self.set_role(tenant, password, limits).await?;
        self.adopt_role(tenant).await?;
        let create = "create database {name} owner {name} template template0 encoding 'UTF8'";
        tolerate(
            DUPLICATE_DATABASE,
            self.run("create the database", tenant.statement(create))
                .await,
        )?;
        // `connect` and `temporary` are granted to everybody by default.
        let revoke = "revoke all on database {name} from public";
        self.run("close the database to others", tenant.statement(revoke))
            .await
    }

    async fn set_role(
        &self,
        tenant: TenantDatabase,
        password: &str,
        limits: RoleLimits,
    ) -> Result<(), AdminError> {
        // A role is created without any right. It inherits, since the owner of a database has its
        // rights on the schema `public` as a member of `pg_database_owner`.
        let create = "create role {name} nologin inherit";
        tolerate(
            DUPLICATE_OBJECT,
            self.run("create the role", tenant.statement(create)).await,
        )?;
        let attributes = format!(
            "alter role {{name}} login connection limit {} password '{}';
             alter role {{name}} set statement_timeout = '{}s';
             alter role {{name}} set idle_in_transaction_session_timeout = '{}s'",
            limits.connections,
            Verifier::of(password),
            limits.statement_timeout_seconds,
            limits.idle_transaction_timeout_seconds,
        );
        self.run(
            "set the role's password and limits",
            tenant.statement(&attributes),
        )
        .await
    }

    /// Only a member of a role may give it a database, unless a superuser.
    async fn adopt_role(&self, tenant: TenantDatabase) -> Result<(), AdminError> {
        let superuser: bool =
            sqlx::query_scalar("select rolsuper from pg_roles where rolname = current_user")
                .fetch_one(&self.pool)
                .await
                .map_err(AdminError::doing("read the administrator's rights"))?;
        if superuser {
            return Ok(());
        }
        self.run(
            "join the role",
            tenant.statement("grant {name} to current_user"),
        )
        .await
    }

    /// Closes the server's own databases to tenants' roles. To be called once for a server.
    ///
    /// On a managed server, whose databases belong to its provider, this is not allowed: it is
    /// logged and goes on, since those databases hold nothing.
    #[tracing::instrument(name = "db_admin.secure", skip_all)]
    pub async fn secure(&self) -> Result<(), AdminError> {
        for database in ["postgres", "template1"] {
            // An administrator that owns them need not be a superuser and has to get in again.
            let statement = format!(
                "grant connect on database {database} to current_user;
                 revoke all on database {database} from public"
            );
            let done = self
                .run("close the server's own databases", AssertSqlSafe(statement))
                .await;
            if let Err(error) = &done
                && has_code(error, INSUFFICIENT_PRIVILEGE)
            {
                tracing::warn!(
                    database,
                    "the server's own database stays open to its roles"
                );
                continue;
            }
            done?;
        }
        Ok(())
    }
}

fn has_code(error: &AdminError, code: &str) -> bool {
    error
        .source
        .as_database_error()
        .and_then(DatabaseError::code)
        .as_deref()
        == Some(code)
}

/// Success, or the one failure that means that it had been done before.
fn tolerate(code: &str, result: Result<(), AdminError>) -> Result<(), AdminError> {
    result.or_else(|error| {
        if has_code(&error, code) {
            Ok(())
        } else {
            Err(error)
        }
    })
}
