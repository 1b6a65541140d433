//! A row of `users`.

use primero_kernel::UniqueId;
use serde_json::{Map, Value};
use sqlx::types::Json;

use super::{User, UserAttributes, UserId};
use crate::DbError;

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
