//! Users: the people and machines that may sign in.
//!
//! An account is written with its event ([`Users::create`], [`Users::update`], [`Users::remove`]);
//! signing in writes none, the access log has it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use primero_case_model::RecordId;
use primero_kernel::{UniqueId, UserName};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;
use crate::configuration::ChangedBy;

mod events;
mod row;
mod sign_in;
mod write;

pub use events::UserEvent;
pub(crate) use row::UserRow;
pub use write::NewUser;

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

impl User {
    /// What he changes at that moment.
    pub const fn changes(&self, at: Timestamp) -> ChangedBy<'_> {
        ChangedBy {
            user: &self.attributes.user_name,
            at,
        }
    }
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

    /// The number of users that are not disabled, without those in roles that do not count.
    #[tracing::instrument(name = "db.users.count_enabled", skip_all)]
    pub async fn count_enabled(&mut self, uncounted_roles: &[String]) -> Result<i64, DbError> {
        sqlx::query_scalar!(
            r#"select count(*) as "count!" from users
               where not disabled and role_id <> all($1)"#,
            uncounted_roles,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("users.count_enabled"))
    }

    /// The users who opened or changed a record, by their names.
    #[tracing::instrument(name = "db.users.who_accessed", skip_all, fields(record.id = %record))]
    pub async fn who_accessed(
        &mut self,
        record: RecordId,
    ) -> Result<Vec<(UserId, String)>, DbError> {
        let rows = sqlx::query!(
            r#"select user_id, user_name from users
               where user_name in (
                   select user_name from access_log
                   where record_id = $1 and allowed and action in ('show', 'update')
               )
               order by user_name"#,
            record.as_uuid(),
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("users.who_accessed"))?;
        let users = rows.into_iter();
        Ok(users
            .map(|row| (UserId(row.user_id), row.user_name))
            .collect())
    }

    /// Whether somebody has a role.
    #[tracing::instrument(name = "db.users.is_role_held", skip_all)]
    pub async fn is_role_held(&mut self, role: &str) -> Result<bool, DbError> {
        sqlx::query_scalar!(
            r#"select exists(select from users where role_id = $1) as "held!""#,
            role,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("users.is_role_held"))
    }
}
