//! The database of one tenant, and transactions on it.

use std::sync::Arc;

use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Notify;

use crate::access_log::{AccessLog, AccessLogQueue};
use crate::bootstrap::BootstrapNonces;
use crate::codes_of_conduct::CodesOfConduct;
use crate::configuration::ConfigurationStore;
use crate::events::Events;
use crate::flags::Flags;
use crate::jobs::Jobs;
use crate::locations::Locations;
use crate::operations::Operations;
use crate::password_resets::PasswordResets;
use crate::presence::{MOMENT, Presence};
use crate::records::Records;
use crate::search::{CountCache, Search};
use crate::sessions::Sessions;
use crate::settings::{ACQUIRE_TIMEOUT, IDLE_TIMEOUT};
use crate::users::Users;
use crate::webpush::WebpushSubscriptions;
use crate::{DatabaseSettings, DbError};

/// The database of one tenant. Cheap to clone; all clones share their connections.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pool: PgPool,
    pub(crate) unsealed: Arc<Notify>,
    pub(crate) access_log: Arc<AccessLogQueue>,
    counts: Arc<CountCache>,
    jobs: Arc<Notify>,
    presence: Arc<Presence>,
}

impl Db {
    /// Prepares connections, and opens none before the first is needed.
    pub fn connect(settings: &DatabaseSettings) -> Result<Self, DbError> {
        let options = settings.to_serve()?;
        let pool = PgPoolOptions::new()
            .min_connections(0)
            .max_connections(settings.max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(IDLE_TIMEOUT)
            .connect_lazy_with(options.clone());
        Ok(Self {
            pool,
            unsealed: Arc::new(Notify::new()),
            access_log: Arc::default(),
            counts: Arc::default(),
            jobs: Arc::new(Notify::new()),
            presence: Arc::new(Presence::of(options)),
        })
    }

    /// Begins a transaction. Dropping it rolls back.
    #[tracing::instrument(name = "db.begin", skip_all)]
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let transaction = self.in_reach(self.pool.begin()).await;
        let transaction = transaction.map_err(DbError::query("begin"))?;
        Ok(Tx {
            transaction,
            unsealed: Arc::clone(&self.unsealed),
            counts: Arc::clone(&self.counts),
            has_events: false,
            jobs: Arc::clone(&self.jobs),
            has_jobs: false,
        })
    }

    /// The outcome of `work`, which waits for a connection: at once an error when the database is
    /// away.
    async fn in_reach<T>(
        &self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        if self.presence.was_away() {
            return Err(sqlx::Error::PoolTimedOut);
        }
        tokio::pin!(work);
        if let Ok(outcome) = tokio::time::timeout(MOMENT, &mut work).await {
            return outcome;
        }
        if self.presence.is_there().await {
            work.await
        } else {
            Err(sqlx::Error::PoolTimedOut)
        }
    }

    /// Waits until somebody has put a job in.
    pub async fn job_added(&self) {
        self.jobs.notified().await;
    }

    /// Asks the database for a sign of life.
    #[tracing::instrument(name = "db.ping", skip_all)]
    pub async fn ping(&self) -> Result<(), DbError> {
        self.in_reach(sqlx::query!("select 1 as one").fetch_one(&self.pool))
            .await
            .map(|_| ())
            .map_err(DbError::query("ping"))
    }

    /// The access log: entries that share a commit with those of other requests.
    pub fn access_log(&self) -> AccessLog {
        AccessLog::new(self.clone())
    }

    /// Closes all connections, waiting for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction. One for each request or job; no call to another system while it is open.
#[derive(Debug)]
pub struct Tx {
    transaction: Transaction<'static, Postgres>,
    unsealed: Arc<Notify>,
    counts: Arc<CountCache>,
    has_events: bool,
    jobs: Arc<Notify>,
    has_jobs: bool,
}

impl Tx {
    /// Makes everything durable that was written, and wakes the sealer if there are events.
    #[tracing::instrument(name = "db.commit", skip_all)]
    pub async fn commit(self) -> Result<(), DbError> {
        self.transaction
            .commit()
            .await
            .map_err(DbError::query("commit"))?;
        if self.has_events {
            self.unsealed.notify_one();
        }
        if self.has_jobs {
            self.jobs.notify_one();
        }
        Ok(())
    }

    /// Undoes everything that was written.
    pub async fn rollback(self) -> Result<(), DbError> {
        self.transaction
            .rollback()
            .await
            .map_err(DbError::query("rollback"))
    }

    /// Records.
    pub fn records(&mut self) -> Records<'_> {
        Records::new(&mut self.transaction, &mut self.has_events)
    }

    /// The history of records.
    pub fn events(&mut self) -> Events<'_> {
        Events::new(&mut self.transaction)
    }

    /// The numbers of flags.
    pub fn flags(&mut self) -> Flags<'_> {
        Flags::new(&mut self.transaction)
    }

    /// Operations that clients may send again.
    pub fn operations(&mut self) -> Operations<'_> {
        Operations::new(&mut self.transaction)
    }

    /// Lists of records.
    pub fn search(&mut self) -> Search<'_> {
        Search::new(&mut self.transaction, Arc::clone(&self.counts))
    }

    /// The configuration.
    pub fn configuration(&mut self) -> ConfigurationStore<'_> {
        ConfigurationStore::new(&mut self.transaction)
    }

    /// Places.
    pub fn locations(&mut self) -> Locations<'_> {
        Locations::new(&mut self.transaction)
    }

    /// What users agree to.
    pub fn codes_of_conduct(&mut self) -> CodesOfConduct<'_> {
        CodesOfConduct::new(&mut self.transaction)
    }

    /// The browsers that users want to be notified in.
    pub fn webpush(&mut self) -> WebpushSubscriptions<'_> {
        WebpushSubscriptions::new(&mut self.transaction)
    }

    /// Users.
    pub fn users(&mut self) -> Users<'_> {
        Users::new(&mut self.transaction)
    }

    /// Sessions.
    pub fn sessions(&mut self) -> Sessions<'_> {
        Sessions::new(&mut self.transaction)
    }

    /// Links for a new password.
    pub fn password_resets(&mut self) -> PasswordResets<'_> {
        PasswordResets::new(&mut self.transaction)
    }

    /// Work that no request waits for.
    pub fn jobs(&mut self) -> Jobs<'_> {
        Jobs::new(&mut self.transaction, &mut self.has_jobs)
    }

    /// Sign-in links that were used.
    pub fn bootstrap(&mut self) -> BootstrapNonces<'_> {
        BootstrapNonces::new(&mut self.transaction)
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }
}
