//! Who changed which account: one event a change, in its transaction.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_kernel::{UniqueId, UserName};
use serde_json::{Value, json};

use super::{UserAttributes, UserId, Users};
use crate::DbError;

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserAction {
    Create,
    Update,
    Destroy,
}

impl UserAction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Destroy => "destroy",
        }
    }
}

/// An event that is not numbered yet.
#[derive(Debug)]
pub(super) struct NewUserEvent<'a> {
    pub(super) at: Timestamp,
    pub(super) by: Option<&'a UserName>,
    pub(super) action: UserAction,
    pub(super) user: UserId,
    pub(super) user_name: &'a str,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

/// One change of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct UserEvent {
    /// When.
    pub at: Timestamp,
    /// Who did it; none when no person did.
    pub by_user_name: Option<String>,
    /// `create`, `update`, `password` or `destroy`.
    pub action: String,
    /// Whose account.
    pub user_name: String,
    /// What it said before.
    pub before: Option<Value>,
    /// What it says since.
    pub after: Option<Value>,
}

/// An account as events keep it.
pub(super) fn document(user: &UserAttributes) -> Value {
    json!({
        "user_name": user.user_name,
        "full_name": user.full_name,
        "email": user.email,
        "role_unique_id": user.role,
        "agency_unique_id": user.agency.as_ref().map(UniqueId::as_str),
        "user_group_unique_ids": user.groups,
        "locale": user.locale,
        "location": user.location,
        "disabled": user.disabled,
        "unverified": user.unverified,
        "profile": user.profile,
    })
}

impl Users<'_> {
    /// The newest events about an account, newest first.
    #[tracing::instrument(name = "db.users.events_of", skip_all, fields(user.id = %id))]
    pub async fn events_of(&mut self, id: UserId, limit: i64) -> Result<Vec<UserEvent>, DbError> {
        let rows = sqlx::query!(
            r#"select at as "at: jiff_sqlx::Timestamp", by_user_name, action, user_name, before, after
               from user_events where user_id = $1 order by number desc limit $2"#,
            id.0,
            limit,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("users.events_of"))?;
        let events = rows.into_iter().map(|row| UserEvent {
            at: row.at.to_jiff(),
            by_user_name: row.by_user_name,
            action: row.action,
            user_name: row.user_name,
            before: row.before,
            after: row.after,
        });
        Ok(events.collect())
    }

    pub(super) async fn store_event(&mut self, event: NewUserEvent<'_>) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into user_events (
                   at, by_user_name, action, user_id, user_name, before, after
               ) values ($1, $2, $3, $4, $5, $6, $7)"#,
            event.at.to_sqlx() as _,
            event.by.map(UserName::as_str),
            event.action.as_str(),
            event.user.0,
            event.user_name,
            event.before,
            event.after,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("users.store_event"))
    }
}
