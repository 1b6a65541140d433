//! The list of users.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use primero_kernel::UniqueId;
use sqlx::{Postgres, QueryBuilder};

use super::{Direction, Search};
use crate::DbError;
use crate::users::{User, UserId, UserRow};

/// A list of users.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserQuery {
    /// Whom the list may show; none for everybody.
    pub visible: Option<VisibleUsers>,
    /// Only these.
    pub ids: Option<Vec<UserId>>,
    /// Only disabled ones, or only enabled ones.
    pub disabled: Option<bool>,
    /// Only verified ones, or only those that are not.
    pub unverified: Option<bool>,
    /// Only those of these agencies; empty means all.
    pub agencies: Vec<UniqueId>,
    /// Only those in one of these groups; empty means all.
    pub groups: Vec<UniqueId>,
    /// Only those in one of these roles.
    pub roles: Option<Vec<UniqueId>>,
    /// Only the user of this name.
    pub user_name: Option<String>,
    /// Only those whose names contain this.
    pub text: Option<String>,
    /// Only those who work in this place or below it.
    pub location: Option<String>,
    /// Only those who offer one of these services; empty means all.
    pub services: Vec<String>,
    /// Only those who did this last within a span of time.
    pub activity: Vec<(Activity, Span)>,
}

/// Whom a list may show, beside the user himself who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisibleUsers {
    /// Who asks.
    pub own: UserId,
    /// The others.
    pub others: Others,
    /// The roles whose users stay out of sight.
    pub hidden_roles: Vec<UniqueId>,
}

/// The others whom a list may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Others {
    /// All of them.
    All,
    /// Those of an agency.
    OfAgency(Option<UniqueId>),
    /// Those in one of these groups.
    InGroups(Vec<UniqueId>),
    /// None.
    Nobody,
}

/// What the access log tells about a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Did anything at all.
    Access,
    /// Looked at a case.
    CaseViewed,
    /// Changed a case.
    CaseUpdated,
}

/// A span of time; an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
}

/// What a list of users is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrder {
    /// The number.
    Id,
    /// The name to sign in with.
    UserName,
    /// The name to read.
    FullName,
    /// The address.
    Email,
    /// The agency.
    Agency,
    /// The role.
    Role,
    /// The place.
    Location,
    /// What the user does.
    Position,
    /// The short code.
    Code,
    /// Enabled ones first.
    Disabled,
    /// When the user was made.
    CreatedAt,
    /// When the account changed last.
    UpdatedAt,
    /// When the user did something last.
    Activity(Activity),
}

/// When a user did what last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserActivity {
    /// Did anything at all.
    pub last_access: Option<Timestamp>,
    /// Looked at a case.
    pub last_case_viewed: Option<Timestamp>,
    /// Changed a case.
    pub last_case_updated: Option<Timestamp>,
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
        sql.push(" order by ").push(order.expression());
        sql.push(match direction {
            Direction::Ascending => " nulls first, user_id",
            Direction::Descending => " desc nulls last, user_id desc",
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

    /// When users did what last, by their names.
    #[tracing::instrument(name = "db.search.user_activity", skip_all)]
    pub async fn user_activity(
        &mut self,
        user_names: &[String],
    ) -> Result<BTreeMap<String, UserActivity>, DbError> {
        let rows = sqlx::query!(
            r#"select u.name as "name!",
                      (select l.at from access_log as l where l.user_name = u.name and l.allowed
                       order by l.at desc limit 1) as "access: jiff_sqlx::Timestamp",
                      (select l.at from access_log as l where l.user_name = u.name and l.allowed
                         and l.action = 'show' and l.record_type = 'case'
                       order by l.at desc limit 1) as "viewed: jiff_sqlx::Timestamp",
                      (select l.at from access_log as l where l.user_name = u.name and l.allowed
                         and l.action = 'update' and l.record_type = 'case'
                       order by l.at desc limit 1) as "updated: jiff_sqlx::Timestamp"
               from unnest($1::text[]) as u (name)"#,
            user_names,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("search.user_activity"))?;
        let activities = rows.into_iter().map(|row| {
            let activity = UserActivity {
                last_access: row.access.map(jiff_sqlx::Timestamp::to_jiff),
                last_case_viewed: row.viewed.map(jiff_sqlx::Timestamp::to_jiff),
                last_case_updated: row.updated.map(jiff_sqlx::Timestamp::to_jiff),
            };
            (row.name, activity)
        });
        Ok(activities.collect())
    }
}

impl UserOrder {
    const fn expression(self) -> &'static str {
        match self {
            Self::Id => "user_id",
            Self::UserName => "user_name",
            Self::FullName => "lower(full_name)",
            Self::Email => "lower(email)",
            Self::Agency => "agency_id",
            Self::Role => "role_id",
            Self::Location => "location",
            Self::Position => "lower(profile ->> 'position')",
            Self::Code => "lower(profile ->> 'code')",
            Self::Disabled => "disabled",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Activity(activity) => activity.expression(),
        }
    }
}

impl Activity {
    const fn expression(self) -> &'static str {
        match self {
            Self::Access => {
                "(select l.at from access_log as l where l.user_name = users.user_name and l.allowed \
                 order by l.at desc limit 1)"
            }
            Self::CaseViewed => {
                "(select l.at from access_log as l where l.user_name = users.user_name and l.allowed \
                 and l.action = 'show' and l.record_type = 'case' order by l.at desc limit 1)"
            }
            Self::CaseUpdated => {
                "(select l.at from access_log as l where l.user_name = users.user_name and l.allowed \
                 and l.action = 'update' and l.record_type = 'case' order by l.at desc limit 1)"
            }
        }
    }
}

impl UserQuery {
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("true");
        if let Some(visible) = &self.visible {
            visible.push(sql);
        }
        if let Some(ids) = &self.ids {
            let ids: Vec<i32> = ids.iter().map(|id| id.0).collect();
            sql.push(" and user_id = any(").push_bind(ids).push(")");
        }
        if let Some(disabled) = self.disabled {
            sql.push(" and disabled = ").push_bind(disabled);
        }
        if let Some(unverified) = self.unverified {
            sql.push(" and unverified = ").push_bind(unverified);
        }
        if !self.agencies.is_empty() {
            sql.push(" and agency_id = any(")
                .push_bind(ids(&self.agencies))
                .push(")");
        }
        if !self.groups.is_empty() {
            sql.push(" and group_ids && ").push_bind(ids(&self.groups));
        }
        if let Some(roles) = &self.roles {
            sql.push(" and role_id = any(")
                .push_bind(ids(roles))
                .push(")");
        }
        self.push_texts(sql);
        for (activity, span) in &self.activity {
            for (end, sign) in [(span.from, " >= "), (span.to, " <= ")] {
                if let Some(end) = end {
                    sql.push(" and ").push(activity.expression());
                    sql.push(sign).push_bind(end.to_sqlx());
                }
            }
        }
    }

    fn push_texts(&self, sql: &mut QueryBuilder<Postgres>) {
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
        if let Some(place) = &self.location {
            sql.push(" and location in (select code from locations where path @> array[")
                .push_bind(place.clone())
                .push("])");
        }
        if !self.services.is_empty() {
            sql.push(" and profile -> 'services' ?| ")
                .push_bind(self.services.clone());
        }
    }
}

impl VisibleUsers {
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" and (user_id = ").push_bind(self.own.0);
        sql.push(" or (role_id <> all(")
            .push_bind(ids(&self.hidden_roles))
            .push(") and ");
        match &self.others {
            Others::All => sql.push("true"),
            Others::OfAgency(Some(agency)) => sql
                .push("agency_id = ")
                .push_bind(agency.as_str().to_owned()),
            Others::InGroups(groups) => sql.push("group_ids && ").push_bind(ids(groups)),
            Others::OfAgency(None) | Others::Nobody => sql.push("false"),
        };
        sql.push("))");
    }
}

fn ids(ids: &[UniqueId]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}
