//! Links by which users choose a new password: one for a user, each works once.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::DbError;
use crate::users::UserId;

/// The links that wait to be used.
#[derive(Debug)]
pub struct PasswordResets<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> PasswordResets<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// Gives a user a link, instead of one that he had.
    #[tracing::instrument(name = "db.password_resets.put", skip_all, fields(user.id = %user))]
    pub async fn put(
        &mut self,
        user: UserId,
        token_hash: &[u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into password_resets (user_id, token_hash, expires_at) values ($1, $2, $3)
               on conflict on constraint password_resets_key
               do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at"#,
            user.0,
            token_hash.as_slice(),
            expires_at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("password_resets.put"))
    }

    /// Whose link this is, while it works.
    #[tracing::instrument(name = "db.password_resets.find", skip_all)]
    pub async fn find(
        &mut self,
        token_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<UserId>, DbError> {
        sqlx::query_scalar!(
            "select user_id from password_resets where token_hash = $1 and expires_at > $2",
            token_hash.as_slice(),
            now.to_sqlx() as _,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map(|id| id.map(UserId))
        .map_err(DbError::query("password_resets.find"))
    }

    /// Uses a link up. False when somebody else did it a moment before.
    #[tracing::instrument(name = "db.password_resets.use_up", skip_all)]
    pub async fn use_up(&mut self, token_hash: &[u8; 32]) -> Result<bool, DbError> {
        sqlx::query!(
            "delete from password_resets where token_hash = $1",
            token_hash.as_slice(),
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(DbError::query("password_resets.use_up"))
    }

    /// Takes back the link of a user, if he has one.
    #[tracing::instrument(name = "db.password_resets.delete_of_user", skip_all, fields(user.id = %user))]
    pub async fn delete_of_user(&mut self, user: UserId) -> Result<(), DbError> {
        sqlx::query!("delete from password_resets where user_id = $1", user.0)
            .execute(&mut *self.connection)
            .await
            .map(|_| ())
            .map_err(DbError::query("password_resets.delete_of_user"))
    }

    /// Forgets links that have expired.
    #[tracing::instrument(name = "db.password_resets.delete_expired", skip_all)]
    pub async fn delete_expired(&mut self, now: Timestamp) -> Result<u64, DbError> {
        sqlx::query!(
            "delete from password_resets where expires_at <= $1",
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("password_resets.delete_expired"))
    }
}
