//! Sign-in links that were used: each works once.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::DbError;

/// The nonces of used links.
#[derive(Debug)]
pub struct BootstrapNonces<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> BootstrapNonces<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// Uses a nonce up. False when it was used before, by whomever.
    #[tracing::instrument(name = "db.bootstrap.use_nonce", skip_all)]
    pub async fn use_nonce(&mut self, nonce: &str, expires_at: Timestamp) -> Result<bool, DbError> {
        sqlx::query!(
            r#"insert into used_bootstrap_nonces (nonce, expires_at) values ($1, $2)
               on conflict on constraint used_bootstrap_nonces_key do nothing"#,
            nonce,
            expires_at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(DbError::query("bootstrap.use_nonce"))
    }

    /// Forgets nonces whose links have expired, and would be refused anyway.
    #[tracing::instrument(name = "db.bootstrap.delete_expired", skip_all)]
    pub async fn delete_expired(&mut self, now: Timestamp) -> Result<u64, DbError> {
        sqlx::query!(
            "delete from used_bootstrap_nonces where expires_at < $1",
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("bootstrap.delete_expired"))
    }
}
