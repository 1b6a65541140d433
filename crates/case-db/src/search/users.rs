//! The list of users.

use primero_kernel::UniqueId;
use sqlx::{Postgres, QueryBuilder};

use super::{Direction, Search};
use crate::DbError;
use crate::users::{User, UserRow};

/// A list of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Only disabled ones, or only enabled ones.
    pub disabled: Option<bool>,
    /// Only those of these agencies; empty means all.
    pub agencies: Vec<UniqueId>,
    /// Only those in one of these groups; empty means all.
    pub groups: Vec<UniqueId>,
    /// Only those in one of these roles; empty means all.
    pub roles: Vec<UniqueId>,
    /// Only the user of this name.
    pub user_name: Option<String>,
    /// Only those whose names contain this.
    pub text: Option<String>,
}

/// What a list of users is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrder {
    /// The name to sign in with.
    UserName,
    /// The name to read.
    FullName,
    /// The agency.
    Agency,
    /// When the user was made.
    CreatedAt,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq)]
pub struct UserPage {
    /// The users, in order.
    pub users: Vec<User>,
    /// How many the list has in all.
    pub total: u64,
}

impl Search<'_> {
    /// A page of a list of users, by its number from 1.
    #[tracing::instrument(name = "db.search.users", skip_all)]
    pub async fn users(
        &mut self,
        query: &UserQuery,
        (order, direction): (UserOrder, Direction),
        page: u32,
        size: u32,
    ) -> Result<UserPage, DbError> {
        let mut sql = QueryBuilder::new("select count(*) from users where ");
        query.push(&mut sql);
        let total: i64 = sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(DbError::query("search.count_users"))?;
        let mut sql = QueryBuilder::new("select * from users where ");
        query.push(&mut sql);
        sql.push(" order by ").push(order.column());
        sql.push(match direction {
            Direction::Ascending => ", user_id",
            Direction::Descending => " desc, user_id desc",
        });
        sql.push(" limit ").push_bind(i64::from(size));
        sql.push(" offset ")
            .push_bind(i64::from(page.saturating_sub(1)) * i64::from(size));
        let users = sql
            .build_query_as::<UserRow>()
            .persistent(false)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(DbError::query("search.users"))?
            .into_iter()
            .map(User::try_from)
            .collect::<Result<_, _>>()?;
        Ok(UserPage {
            users,
            total: total.unsigned_abs(),
        })
    }
}

impl UserOrder {
    const fn column(self) -> &'static str {
        match self {
            Self::UserName => "user_name",
            Self::FullName => "full_name",
            Self::Agency => "agency_id",
            Self::CreatedAt => "created_at",
        }
    }
}

impl UserQuery {
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("true");
        if let Some(disabled) = self.disabled {
            sql.push(" and disabled = ").push_bind(disabled);
        }
        if !self.agencies.is_empty() {
            sql.push(" and agency_id = any(")
                .push_bind(ids(&self.agencies))
                .push(")");
        }
        if !self.groups.is_empty() {
            sql.push(" and group_ids && ").push_bind(ids(&self.groups));
        }
        if !self.roles.is_empty() {
            sql.push(" and role_id = any(")
                .push_bind(ids(&self.roles))
                .push(")");
        }
        if let Some(name) = &self.user_name {
            sql.push(" and user_name = ").push_bind(name.to_lowercase());
        }
        if let Some(text) = &self.text {
            let text = text.to_lowercase();
            sql.push(" and (strpos(user_name, ").push_bind(text.clone());
            sql.push(") > 0 or strpos(lower(full_name), ")
                .push_bind(text)
                .push(") > 0)");
        }
    }
}

fn ids(ids: &[UniqueId]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}
