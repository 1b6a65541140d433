//! Sessions: who is signed in, several times if he likes.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::DbError;
use crate::users::{User, UserId, UserRow};

/// A session. The token that the cookie holds is stored as a hash only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub user: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was used last, to the minute or so.
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// Everything that a request needs to know about who asks, in one query.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentSession {
    /// The session.
    pub session: Session,
    /// The user, as he is now.
    pub user: User,
    /// The revision of the configuration: a copy of another revision is old.
    pub configuration_revision: i64,
}

/// The sessions of the tenant.
#[derive(Debug)]
pub struct Sessions<'t> {
    connection: &'t mut PgConnection,
}

impl<'t> Sessions<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// Begins a session.
    #[tracing::instrument(name = "db.sessions.insert", skip_all)]
    pub async fn insert(&mut self, session: &Session) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into sessions (
                   token_hash, user_id, created_at, last_seen_at, expires_at
               ) values ($1, $2, $3, $4, $5)"#,
            &session.token_hash,
            session.user.0,
            session.created_at.to_sqlx() as _,
            session.last_seen_at.to_sqlx() as _,
            session.expires_at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("sessions.insert"))
    }

    /// The session with this token, unless it has ended, with its user.
    #[tracing::instrument(name = "db.sessions.find", skip_all)]
    pub async fn find(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<CurrentSession>, DbError> {
        let row = sqlx::query_as!(
            CurrentRow,
            r#"select s.token_hash, s.created_at as "began_at: jiff_sqlx::Timestamp",
                      s.last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
                      s.expires_at as "expires_at: jiff_sqlx::Timestamp",
                      c.revision as "configuration_revision!",
                      u.user_id, u.user_name, u.full_name, u.email,
                      u.password_hash, u.role_id, u.agency_id,
                      u.group_ids, u.locale, u.location, u.disabled,
                      u.unverified,
                      u.profile as "profile: Json<Map<String, Value>>",
                      u.failed_attempts,
                      u.locked_until as "locked_until: jiff_sqlx::Timestamp",
                      u.version,
                      u.created_at as "created_at: jiff_sqlx::Timestamp",
                      u.updated_at as "updated_at: jiff_sqlx::Timestamp"
               from sessions as s
               cross join configuration_state as c
               join users as u using (user_id)
               where s.token_hash = $1 and s.expires_at > $2"#,
            token_hash,
            now.to_sqlx() as _,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("sessions.find"))?;
        row.map(CurrentSession::try_from).transpose()
    }

    /// Moves the end of a session on.
    #[tracing::instrument(name = "db.sessions.touch", skip_all)]
    pub async fn touch(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            "update sessions set last_seen_at = $2, expires_at = $3 where token_hash = $1",
            token_hash,
            now.to_sqlx() as _,
            expires_at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("sessions.touch"))
    }

    /// Ends a session.
    #[tracing::instrument(name = "db.sessions.delete", skip_all)]
    pub async fn delete(&mut self, token_hash: &[u8]) -> Result<(), DbError> {
        sqlx::query!("delete from sessions where token_hash = $1", token_hash)
            .execute(&mut *self.connection)
            .await
            .map(|_| ())
            .map_err(DbError::query("sessions.delete"))
    }

    /// Ends all sessions of a user.
    #[tracing::instrument(name = "db.sessions.delete_of_user", skip_all, fields(user.id = %user))]
    pub async fn delete_of_user(&mut self, user: UserId) -> Result<u64, DbError> {
        sqlx::query!("delete from sessions where user_id = $1", user.0)
            .execute(&mut *self.connection)
            .await
            .map(|done| done.rows_affected())
            .map_err(DbError::query("sessions.delete_of_user"))
    }

    /// Removes sessions that have ended, at most `limit` of them.
    #[tracing::instrument(name = "db.sessions.delete_expired", skip_all)]
    pub async fn delete_expired(&mut self, now: Timestamp, limit: i64) -> Result<u64, DbError> {
        sqlx::query!(
            r#"delete from sessions where token_hash in (
                   select token_hash from sessions where expires_at <= $1 limit $2
               )"#,
            now.to_sqlx() as _,
            limit,
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("sessions.delete_expired"))
    }
}

/// A session with the columns of its user.
struct CurrentRow {
    token_hash: Vec<u8>,
    began_at: jiff_sqlx::Timestamp,
    last_seen_at: jiff_sqlx::Timestamp,
    expires_at: jiff_sqlx::Timestamp,
    configuration_revision: i64,
    user_id: i32,
    user_name: String,
    full_name: Option<String>,
    email: Option<String>,
    password_hash: Option<String>,
    role_id: String,
    agency_id: Option<String>,
    group_ids: Vec<String>,
    locale: Option<String>,
    location: Option<String>,
    disabled: bool,
    unverified: bool,
    profile: Json<Map<String, Value>>,
    failed_attempts: i32,
    locked_until: Option<jiff_sqlx::Timestamp>,
    version: i64,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

impl TryFrom<CurrentRow> for CurrentSession {
    type Error = DbError;

    fn try_from(row: CurrentRow) -> Result<Self, DbError> {
        let session = Session {
            token_hash: row.token_hash,
            user: UserId(row.user_id),
            created_at: row.began_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        };
        let user = User::try_from(UserRow {
            user_id: row.user_id,
            user_name: row.user_name,
            full_name: row.full_name,
            email: row.email,
            password_hash: row.password_hash,
            role_id: row.role_id,
            agency_id: row.agency_id,
            group_ids: row.group_ids,
            locale: row.locale,
            location: row.location,
            disabled: row.disabled,
            unverified: row.unverified,
            profile: row.profile,
            failed_attempts: row.failed_attempts,
            locked_until: row.locked_until,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })?;
        Ok(Self {
            session,
            user,
            configuration_revision: row.configuration_revision,
        })
    }
}
