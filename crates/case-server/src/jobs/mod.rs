//! Work inside `serve` that no request waits for.

mod housekeeping;
mod password_reset;
mod worker;

use primero_case_db::Db;
use primero_telemetry::shutdown::Shutdown;

pub(crate) use housekeeping::housekeeping;
pub(crate) use password_reset::PasswordReset;
pub use worker::Worker;

/// Numbers and chains committed events until the program stops.
pub(crate) async fn seal(db: Db, shutdown: Shutdown) {
    tokio::select! {
        () = db.seal_forever() => {}
        () = shutdown.stopped() => {}
    }
}
