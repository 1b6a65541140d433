//! The browsers that users want to be notified in.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::DbError;
use crate::users::UserId;

/// A subscription of one browser of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebpushSubscription {
    /// Its number in API v2.
    pub number: i32,
    /// The user.
    pub user: UserId,
    /// Where the browser's vendor takes messages for it.
    pub notification_url: String,
    /// Not used at the moment.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// What a browser hands out when it subscribes.
#[derive(Clone, Copy, Debug)]
pub struct BrowserKeys<'a> {
    /// Where the browser's vendor takes messages for it.
    pub notification_url: &'a str,
    /// The shared secret that messages are authenticated with.
    pub auth: &'a str,
    /// The public key that messages are encrypted to.
    pub p256dh: &'a str,
}

/// The subscriptions of the tenant's users.
#[derive(Debug)]
pub struct WebpushSubscriptions<'t> {
    connection: &'t mut PgConnection,
}

struct Row {
    number: i32,
    user_id: i32,
    notification_url: String,
    disabled: bool,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

impl From<Row> for WebpushSubscription {
    fn from(row: Row) -> Self {
        Self {
            number: row.number,
            user: UserId(row.user_id),
            notification_url: row.notification_url,
            disabled: row.disabled,
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
        }
    }
}

impl<'t> WebpushSubscriptions<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection) -> Self {
        Self { connection }
    }

    /// The subscriptions of a user, oldest first.
    #[tracing::instrument(name = "db.webpush.of_user", skip_all)]
    pub async fn of_user(&mut self, user: UserId) -> Result<Vec<WebpushSubscription>, DbError> {
        let rows = sqlx::query_as!(
            Row,
            r#"select number, user_id, notification_url, disabled,
                      created_at as "created_at: jiff_sqlx::Timestamp",
                      updated_at as "updated_at: jiff_sqlx::Timestamp"
               from webpush_subscriptions where user_id = $1 order by number"#,
            user.0,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("webpush.of_user"))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Subscribes a browser, or renews the keys of one that is subscribed already.
    #[tracing::instrument(name = "db.webpush.subscribe", skip_all)]
    pub async fn subscribe(
        &mut self,
        user: UserId,
        keys: BrowserKeys<'_>,
        now: Timestamp,
    ) -> Result<WebpushSubscription, DbError> {
        sqlx::query_as!(
            Row,
            r#"insert into webpush_subscriptions (
                   user_id, notification_url, auth, p256dh, created_at, updated_at
               ) values ($1, $2, $3, $4, $5, $5)
               on conflict on constraint webpush_subscriptions_url_once do update set
                   auth = excluded.auth, p256dh = excluded.p256dh, disabled = false,
                   updated_at = excluded.updated_at
               returning number, user_id, notification_url, disabled,
                   created_at as "created_at: jiff_sqlx::Timestamp",
                   updated_at as "updated_at: jiff_sqlx::Timestamp""#,
            user.0,
            keys.notification_url,
            keys.auth,
            keys.p256dh,
            now.to_sqlx() as _,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map(Into::into)
        .map_err(DbError::query("webpush.subscribe"))
    }

    /// Stops or resumes a subscription; `None` when the user has none for this browser.
    #[tracing::instrument(name = "db.webpush.set_disabled", skip_all)]
    pub async fn set_disabled(
        &mut self,
        user: UserId,
        notification_url: &str,
        disabled: bool,
        now: Timestamp,
    ) -> Result<Option<WebpushSubscription>, DbError> {
        let row = sqlx::query_as!(
            Row,
            r#"update webpush_subscriptions set disabled = $3, updated_at = $4
               where user_id = $1 and notification_url = $2
               returning number, user_id, notification_url, disabled,
                   created_at as "created_at: jiff_sqlx::Timestamp",
                   updated_at as "updated_at: jiff_sqlx::Timestamp""#,
            user.0,
            notification_url,
            disabled,
            now.to_sqlx() as _,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("webpush.set_disabled"))?;
        Ok(row.map(Into::into))
    }
}
