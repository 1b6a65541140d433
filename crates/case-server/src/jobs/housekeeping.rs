//! Removes what has expired: sessions, used links, forms that no offline answer needs any more.

use std::sync::Arc;
use std::time::Duration;

use primero_case_db::{Db, DbError};
use primero_kernel::Clock;
use primero_telemetry::shutdown::Shutdown;

const EVERY: Duration = Duration::from_mins(30);
/// Sessions removed at a time, so that no statement takes long.
const BATCH: i64 = 1000;

/// Runs every half hour until the program stops.
pub(crate) async fn housekeeping(db: Db, clock: Arc<dyn Clock>, shutdown: Shutdown) {
    while !shutdown.is_stopped() {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = shutdown.stopped() => return,
        }
        if let Err(error) = clean(&db, clock.as_ref()).await {
            tracing::warn!(%error, "failed to remove what has expired; trying again later");
        }
    }
}

#[tracing::instrument(name = "job.housekeeping", skip_all)]
async fn clean(db: &Db, clock: &dyn Clock) -> Result<(), DbError> {
    let now = clock.now();
    let mut tx = db.begin().await?;
    let sessions = tx.sessions().delete_expired(now, BATCH).await?;
    let links = tx.bootstrap().delete_expired(now).await?
        + tx.password_resets().delete_expired(now).await?;
    let forms = tx.configuration().forget_old_forms(now).await?;
    tx.commit().await?;
    tracing::debug!(sessions, links, forms, "removed what has expired");
    Ok(())
}
