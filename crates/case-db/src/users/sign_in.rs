//! Passwords, and what wrong ones lead to.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_kernel::UserName;

use super::{LockoutPolicy, UserId, Users};
use crate::DbError;
use crate::configuration::ChangedBy;

impl Users<'_> {
    /// Gives a user the password that he chose himself, and opens a lockout.
    #[tracing::instrument(name = "db.users.set_password", skip_all, fields(user.id = %id))]
    pub async fn set_password(
        &mut self,
        id: UserId,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<(), DbError> {
        self.store_password(id, password_hash, None, now).await
    }

    /// Gives a user a password that somebody else chose, and opens a lockout.
    #[tracing::instrument(name = "db.users.replace_password", skip_all, fields(user.id = %id))]
    pub async fn replace_password(
        &mut self,
        id: UserId,
        password_hash: &str,
        by: ChangedBy<'_>,
    ) -> Result<(), DbError> {
        self.store_password(id, password_hash, Some(by.user), by.at)
            .await
    }

    /// Without `by` it was the user himself.
    async fn store_password(
        &mut self,
        id: UserId,
        password_hash: &str,
        by: Option<&UserName>,
        at: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"with changed as (
                   update users set password_hash = $2, failed_attempts = 0, locked_until = null,
                       updated_at = $3
                   where user_id = $1 returning user_id, user_name
               )
               insert into user_events (at, by_user_name, action, user_id, user_name)
               select $3, coalesce($4, user_name), 'password', user_id, user_name from changed"#,
            id.0,
            password_hash,
            at.to_sqlx() as _,
            by.map(UserName::as_str),
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("users.set_password"))
    }

    /// Counts a wrong password, and locks the user out when it is one too many. Returns the count.
    #[tracing::instrument(name = "db.users.sign_in_failed", skip_all, fields(user.id = %id))]
    pub async fn sign_in_failed(
        &mut self,
        id: UserId,
        policy: LockoutPolicy,
        now: Timestamp,
    ) -> Result<i32, DbError> {
        let until = now.checked_add(policy.duration).unwrap_or(Timestamp::MAX);
        sqlx::query_scalar!(
            r#"update users set
                   failed_attempts =
                       case when locked_until <= $4 then 1 else failed_attempts + 1 end,
                   locked_until = case
                       when locked_until <= $4 then null
                       when failed_attempts + 1 >= $2 then $3
                       else locked_until
                   end
               where user_id = $1 returning failed_attempts"#,
            id.0,
            policy.attempts,
            until.to_sqlx() as _,
            now.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("users.sign_in_failed"))
    }

    /// Forgets wrong passwords. `rehashed` replaces a hash that was made with weaker settings.
    #[tracing::instrument(name = "db.users.sign_in_succeeded", skip_all, fields(user.id = %id))]
    pub async fn sign_in_succeeded(
        &mut self,
        id: UserId,
        rehashed: Option<&str>,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"update users set failed_attempts = 0, locked_until = null,
                   password_hash = coalesce($2::text, password_hash)
               where user_id = $1
                 and (failed_attempts > 0 or locked_until is not null or $2::text is not null)"#,
            id.0,
            rehashed,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("users.sign_in_succeeded"))
    }
}
