//! Whether the database is there, so that no caller waits long for one that is not.
//!
//! A pool tries again and again to connect until a caller's patience ends. A caller who has waited
//! a moment asks here with one connection of its own; for a second everybody goes by the answer.

use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// How long a caller waits for the pool before it asks.
pub(crate) const MOMENT: Duration = Duration::from_millis(300);
/// How long the database may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer holds.
const FRESH: Duration = Duration::from_secs(1);

/// Asks the database, one caller at a time.
#[derive(Debug)]
pub(crate) struct Presence {
    options: PgConnectOptions,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Presence {
    pub(crate) fn of(options: PgConnectOptions) -> Self {
        Self {
            options,
            last: Mutex::new(None),
        }
    }

    /// Whether the database was away when it was asked last, a moment ago.
    pub(crate) fn was_away(&self) -> bool {
        let last = self.last.try_lock().ok().and_then(|last| *last);
        last.is_some_and(|(at, is_there)| !is_there && at.elapsed() < FRESH)
    }

    /// Whether the database is there.
    pub(crate) async fn is_there(&self) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, is_there)) = *last
            && at.elapsed() < FRESH
        {
            return is_there;
        }
        let is_there = match timeout(PATIENCE, self.options.connect()).await {
            Ok(Ok(connection)) => {
                // It has shown what was asked; how it ends is of no interest.
                let _ = timeout(PATIENCE, connection.close()).await;
                true
            }
            // A server that has no connection left is there.
            Ok(Err(sqlx::Error::Database(error))) => error.code().as_deref() == Some("53300"),
            Ok(Err(_)) | Err(_) => false,
        };
        *last = Some((Instant::now(), is_there));
        is_there
    }
}
