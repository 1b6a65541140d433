//! Waits for a database that cannot be reached yet.
//!
//! The first packets of a new pod may be refused until its network policy is in force, and a server
//! that starts takes connections before it answers. Giving up would cost a Job its next pod, some
//! ten seconds later.

use std::io;
use std::time::Duration;

use primero_case_db::{DatabaseSettings, Db};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::Failed;

/// How long a database is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long between two tries.
const PAUSE: Duration = Duration::from_millis(100);
/// How long one try may take: a dropped packet says nothing.
const TRY: Duration = Duration::from_secs(1);

/// Returns once the database answers, or answers that it will not: waiting does not change that, and
/// the next step says it.
pub(crate) async fn await_database(settings: &DatabaseSettings) -> Result<(), Failed> {
    let started = Instant::now();
    await_port(&settings.host, settings.port, PATIENCE).await?;
    let db = Db::connect(settings)?;
    let answer = loop {
        match db.ping().await {
            Err(error) if error.is_retryable() && started.elapsed() < PATIENCE => {
                sleep(PAUSE).await;
            }
            answer => break answer,
        }
    };
    db.close().await;
    answer.map_err(Failed::from)
}

async fn await_port(host: &str, port: u16, patience: Duration) -> Result<(), Failed> {
    if host.starts_with('/') {
        // The directory of a UNIX socket: no network in between.
        return Ok(());
    }
    let started = Instant::now();
    loop {
        let refused = match timeout(TRY, TcpStream::connect((host, port))).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => error,
            Err(_) => io::Error::from(io::ErrorKind::TimedOut),
        };
        if started.elapsed() >= patience {
            let waited = patience.as_secs();
            let message = format!("failed to reach the database within {waited} s: {refused}");
            return Err(Failed::retry("DatabaseUnreachable", message));
        }
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_port_that_opens_late_is_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let opens_late = async {
            sleep(Duration::from_millis(250)).await;
            TcpListener::bind(address).await.unwrap()
        };
        let (waited, _listener) = tokio::join!(
            await_port("127.0.0.1", address.port(), PATIENCE),
            opens_late
        );
        waited.unwrap();
    }

    #[tokio::test]
    async fn a_port_that_stays_shut_is_worth_a_retry() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let patience = Duration::from_millis(300);
        let failed = await_port("127.0.0.1", port, patience).await.unwrap_err();
        assert!(failed.exit.retryable());
        assert!(failed.message.contains("refused"), "{failed}");
    }
}
