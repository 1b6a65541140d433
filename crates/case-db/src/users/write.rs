//! Making, changing and removing accounts, each with its event.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_kernel::{UniqueId, UserName};
use serde_json::Value;

use super::events::{NewUserEvent, UserAction, document};
use super::{User, UserAttributes, UserId, Users};
use crate::DbError;
use crate::configuration::ChangedBy;

/// An account to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// What is said about the user.
    pub attributes: &'a UserAttributes,
    /// The password's hash; none for who gets a link.
    pub password_hash: Option<&'a str>,
    /// The number that a client chose; none for the next one.
    pub number: Option<i32>,
}

impl Users<'_> {
    /// Adds a user whom no person makes: a Job does.
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
        let new = NewUser {
            attributes: user,
            password_hash,
            number: None,
        };
        self.add(new, None, now).await
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`DbError::Exists`] when the number, the name or the address is taken.
    #[tracing::instrument(name = "db.users.create", skip_all)]
    pub async fn create(&mut self, new: NewUser<'_>, by: ChangedBy<'_>) -> Result<UserId, DbError> {
        self.add(new, Some(by.user), by.at).await
    }

    async fn add(
        &mut self,
        new: NewUser<'_>,
        by: Option<&UserName>,
        at: Timestamp,
    ) -> Result<UserId, DbError> {
        let id = self.insert_row(new, at).await?;
        if let Some(number) = new.number {
            self.reserve_number(number).await?;
        }
        let event = NewUserEvent {
            at,
            by,
            action: UserAction::Create,
            user: id,
            user_name: new.attributes.user_name.as_str(),
            before: None,
            after: Some(document(new.attributes)),
        };
        self.store_event(event).await?;
        Ok(id)
    }

    async fn insert_row(&mut self, new: NewUser<'_>, at: Timestamp) -> Result<UserId, DbError> {
        let user = new.attributes;
        sqlx::query_scalar!(
            r#"insert into users (
                   user_id, user_name, full_name, email, password_hash, role_id, agency_id,
                   group_ids, locale, location, disabled, unverified, profile, created_at,
                   updated_at
               )
               overriding system value
               values (
                   coalesce($1, nextval(pg_get_serial_sequence('users', 'user_id'))::integer),
                   $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14
               )
               returning user_id"#,
            new.number,
            user.user_name.as_str(),
            user.full_name.as_deref(),
            user.email.as_deref(),
            new.password_hash,
            user.role.as_str(),
            user.agency.as_ref().map(UniqueId::as_str),
            &group_ids(user),
            user.locale.as_deref(),
            user.location.as_deref(),
            user.disabled,
            user.unverified,
            Value::Object(user.profile.clone()),
            at.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map(UserId)
        .map_err(DbError::query("users.insert"))
    }

    /// Keeps the number that a client chose from being given again.
    async fn reserve_number(&mut self, number: i32) -> Result<(), DbError> {
        sqlx::query!(
            r#"select setval(
                   'users_user_id_seq',
                   greatest($1::integer::bigint, (select last_value from users_user_id_seq))
               )"#,
            number,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("users.reserve_number"))
    }

    /// Replaces a user's attributes with those of `user`. One that says the same already stays as it
    /// is, without an event.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the user was changed since it was read, [`DbError::Exists`] when the
    /// name or the address is taken.
    #[tracing::instrument(name = "db.users.update", skip_all, fields(user.id = %user.id))]
    pub async fn update(&mut self, user: &User, by: ChangedBy<'_>) -> Result<(), DbError> {
        let before = self.find(user.id).await?;
        let before = before.filter(|before| before.version == user.version);
        let before = before.ok_or(DbError::Stale)?.attributes;
        if before == user.attributes {
            return Ok(());
        }
        self.update_row(user, by.at).await?;
        self.store_event(NewUserEvent {
            at: by.at,
            by: Some(by.user),
            action: UserAction::Update,
            user: user.id,
            user_name: before.user_name.as_str(),
            before: Some(document(&before)),
            after: Some(document(&user.attributes)),
        })
        .await
    }

    async fn update_row(&mut self, user: &User, at: Timestamp) -> Result<(), DbError> {
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
            at.to_sqlx() as _,
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

    /// Removes a user, with his sessions. What he did stays in the records' history.
    ///
    /// # Errors
    /// [`DbError::Stale`] when the user was changed since it was read.
    #[tracing::instrument(name = "db.users.remove", skip_all, fields(user.id = %user.id))]
    pub async fn remove(&mut self, user: &User, by: ChangedBy<'_>) -> Result<(), DbError> {
        let done = sqlx::query!(
            "delete from users where user_id = $1 and version = $2",
            user.id.0,
            user.version,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("users.remove"))?;
        if done.rows_affected() != 1 {
            return Err(DbError::Stale);
        }
        self.store_event(NewUserEvent {
            at: by.at,
            by: Some(by.user),
            action: UserAction::Destroy,
            user: user.id,
            user_name: user.attributes.user_name.as_str(),
            before: Some(document(&user.attributes)),
            after: None,
        })
        .await
    }

    /// Takes everybody out of a group that goes.
    #[tracing::instrument(name = "db.users.dissolve_group", skip_all)]
    pub async fn dissolve_group(&mut self, group: &str, by: ChangedBy<'_>) -> Result<u64, DbError> {
        sqlx::query!(
            r#"with changed as (
                   update users set
                       group_ids = array_remove(group_ids, $1), updated_at = $2,
                       version = version + 1
                   where group_ids @> array[$1]
                   returning user_id, user_name, group_ids
               )
               insert into user_events (
                   at, by_user_name, action, user_id, user_name, before, after
               )
               select $2, $3, 'update', user_id, user_name,
                      jsonb_build_object('user_group_unique_ids', group_ids || $1),
                      jsonb_build_object('user_group_unique_ids', group_ids)
               from changed"#,
            group,
            by.at.to_sqlx() as _,
            by.user.as_str(),
        )
        .execute(&mut *self.connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(DbError::query("users.dissolve_group"))
    }
}

fn group_ids(user: &UserAttributes) -> Vec<String> {
    user.groups
        .iter()
        .map(|group| group.as_str().to_owned())
        .collect()
}
