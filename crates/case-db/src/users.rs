//! Users: the people and machines that may sign in.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use primero_kernel::{UniqueId, UserName};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;

/// Identifies a user, by the number that API v2 shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i32);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What can be said about a user by those who manage users.
#[derive(Clone, Debug, PartialEq)]
pub struct UserAttributes {
    /// The name to sign in with.
    pub user_name: UserName,
    /// The name to read.
    pub full_name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The role.
    pub role: UniqueId,
    /// The agency.
    pub agency: Option<UniqueId>,
    /// The user groups.
    pub groups: Vec<UniqueId>,
    /// The language.
    pub locale: Option<String>,
    /// The code of the location.
    pub location: Option<String>,
    /// May not sign in.
    pub disabled: bool,
    /// Registered himself and was not checked yet: may not sign in.
    pub unverified: bool,
    /// All other attributes that API v2 lists for a user, by their names there.
    pub profile: Map<String, Value>,
}

/// A user as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// What those who manage users say.
    pub attributes: UserAttributes,
    /// The password's argon2id hash in PHC form; none for who signs in by link only.
    pub password_hash: Option<String>,
    /// Wrong passwords since the last right one.
    pub failed_attempts: i32,
    /// No sign-in by password before this time.
    pub locked_until: Option<Timestamp>,
    /// Counts changes of the attributes: an update names the version it is based on.
    pub version: i64,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the attributes changed last.
    pub updated_at: Timestamp,
}

/// When wrong passwords lock a user out, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct LockoutPolicy {
    /// The number of wrong passwords that locks.
    pub attempts: i32,
    /// For how long.
    pub duration: SignedDuration,
}

/// The users of the tenant.
#[derive(Debug)]
pub struct Users<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Users<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// The user of this id.
    #[tracing::instrument(name = "db.users.find", skip_all, fields(user.id = %id))]
    pub async fn find(&mut self, id: UserId) -> Result<Option<User>, DbError> {
        sqlx::query_as!(
            UserRow,
            r#"select user_id, user_name, full_name, email, password_hash, role_id, agency_id,
                      group_ids, locale, location, disabled, unverified,
                      profile as "profile: Json<Map<String, Value>>", failed_attempts,
                      locked_until as "locked_until: jiff_sqlx::Timestamp", version,
                      created_at as "created_at: jiff_sqlx::Timestamp",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from users where user_id = $1"#,
            id.0,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("users.find"))?
        .map(User::try_from)
        .transpose()
    }

    /// The user of this name.
    #[tracing::instrument(name = "db.users.find_by_name", skip_all)]
    pub async fn find_by_name(&mut self, name: &UserName) -> Result<Option<User>, DbError> {
        sqlx::query_as!(
            UserRow,
            r#"select user_id, user_name, full_name, email, password_hash, role_id, agency_id,
                      group_ids, locale, location, disabled, unverified,
                      profile as "profile: Json<Map<String, Value>>", failed_attempts,
                      locked_until as "locked_until: jiff_sqlx::Timestamp", version,
                      created_at as "created_at: jiff_sqlx::Timestamp",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from users where user_name = $1"#,
            name.as_str(),
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("users.find_by_name"))?
        .map(User::try_from)
        .transpose()
    }

    /// The user with this address, whatever its case.
    #[tracing::instrument(name = "db.users.find_by_email", skip_all)]
    pub async fn find_by_email(&mut self, email: &str) -> Result<Option<User>, DbError> {
        sqlx::query_as!(
            UserRow,
            r#"select user_id, user_name, full_name, email, password_hash, role_id, agency_id,
                      group_ids, locale, location, disabled, unverified,
                      profile as "profile: Json<Map<String, Value>>", failed_attempts,
                      locked_until as "locked_until: jiff_sqlx::Timestamp", version,
                      created_at as "created_at: jiff_sqlx::Timestamp",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from users where lower(email) = lower($1)"#,
            email,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("users.find_by_email"))?
        .map(User::try_from)
        .transpose()
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`DbError::Exists`] when the name or the address is taken.
    #[tracing::instrument(name = "db.users.insert", skip_all)]
    pub async fn insert(
        &mut self,
        user: &UserAttributes,
        password_hash: Option<&str>,
        now: Timestamp,
    ) -> Result<UserId, DbError> {
        sqlx::query_scalar!(
            r#"insert into users (
                   user_name, full_name, email, password_hash, role_id, agency_id, group_ids,
                   locale, location, disabled, unverified, profile, created_at, updated_at
               )
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
               returning user_id"#,
            user.user_name.as_str(),
            user.full_name.as_deref(),
            user.email.as_deref(),
            password_hash,
            user.role.as_str(),
            user.agency.as_ref().map(UniqueId::as_str),
            &group_ids(user),
            user.locale.as_deref(),
            user.location.as_deref(),
            user.disabled,
            user.unverified,
            Value::Object(user.profile.clone()),
            now.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map(UserId)
        .map_err(DbError::query("users.insert"))
    }

    /// Replaces a user's attributes with those of `user`.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the user was changed since it was read, [`DbError::Exists`] when the
    /// name or the address is taken.
    #[tracing::instrument(name = "db.users.update", skip_all, fields(user.id = %user.id))]
    pub async fn update(&mut self, user: &User, now: Timestamp) -> Result<(), DbError> {
        let attributes = &user.attributes;
        let done = sqlx::query!(
            r#"update users set
                   user_name = $3, full_name = $4, email = $5, role_id = $6, agency_id = $7,
                   group_ids = $8, locale = $9, location = $10, disabled = $11, unverified = $12,
                   profile = $13, updated_at = $14, version = version + 1
               where user_id = $1 and version = $2"#,
            user.id.0,
            user.version,
            attributes.user_name.as_str(),
            attributes.full_name.as_deref(),
            attributes.email.as_deref(),
            attributes.role.as_str(),
            attributes.agency.as_ref().map(UniqueId::as_str),
            &group_ids(attributes),
            attributes.locale.as_deref(),
            attributes.location.as_deref(),
            attributes.disabled,
            attributes.unverified,
            Value::Object(attributes.profile.clone()),
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("users.update"))?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(DbError::Stale)
        }
    }

    /// Gives a user a password, and opens a lockout.
    #[tracing::instrument(name = "db.users.set_password", skip_all, fields(user.id = %id))]
    pub async fn set_password(
        &mut self,
        id: UserId,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"update users set password_hash = $2, failed_attempts = 0, locked_until = null,
                   updated_at = $3
               where user_id = $1"#,
            id.0,
            password_hash,
            now.to_sqlx() as _,
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

    /// The number of users that are not disabled.
    #[tracing::instrument(name = "db.users.count_enabled", skip_all)]
    pub async fn count_enabled(&mut self) -> Result<i64, DbError> {
        sqlx::query_scalar!(r#"select count(*) as "count!" from users where not disabled"#)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query("users.count_enabled"))
    }
}

fn group_ids(user: &UserAttributes) -> Vec<String> {
    user.groups
        .iter()
        .map(|group| group.as_str().to_owned())
        .collect()
}

/// A row of `users`.
#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    pub(crate) user_id: i32,
    pub(crate) user_name: String,
    pub(crate) full_name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) role_id: String,
    pub(crate) agency_id: Option<String>,
    pub(crate) group_ids: Vec<String>,
    pub(crate) locale: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) disabled: bool,
    pub(crate) unverified: bool,
    pub(crate) profile: Json<Map<String, Value>>,
    pub(crate) failed_attempts: i32,
    pub(crate) locked_until: Option<jiff_sqlx::Timestamp>,
    pub(crate) version: i64,
    pub(crate) created_at: jiff_sqlx::Timestamp,
    pub(crate) updated_at: jiff_sqlx::Timestamp,
}

impl TryFrom<UserRow> for User {
    type Error = DbError;

    fn try_from(row: UserRow) -> Result<Self, DbError> {
        let id = row.user_id;
        let read = || -> Result<Self, primero_kernel::InvalidName> {
            let attributes = UserAttributes {
                user_name: row.user_name.parse()?,
                full_name: row.full_name,
                email: row.email,
                role: row.role_id.parse()?,
                agency: row.agency_id.map(UniqueId::try_from).transpose()?,
                groups: row
                    .group_ids
                    .into_iter()
                    .map(UniqueId::try_from)
                    .collect::<Result<_, _>>()?,
                locale: row.locale,
                location: row.location,
                disabled: row.disabled,
                unverified: row.unverified,
                profile: row.profile.0,
            };
            Ok(Self {
                id: UserId(row.user_id),
                attributes,
                password_hash: row.password_hash,
                failed_attempts: row.failed_attempts,
                locked_until: row.locked_until.map(jiff_sqlx::Timestamp::to_jiff),
                version: row.version,
                created_at: row.created_at.to_jiff(),
                updated_at: row.updated_at.to_jiff(),
            })
        };
        read().map_err(|problem| DbError::inconsistent("users", id, problem))
    }
}
