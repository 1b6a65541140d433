//! Stopping without losing a request: readiness goes first, then, after a pause, the listeners.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::readiness::Readiness;

/// How long requests may still arrive after readiness went off; endpoints need that to hear of it.
pub const DRAIN: Duration = Duration::from_secs(5);

/// Tells every part of the program that it is time to stop; clones share the state.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    stop: CancellationToken,
}

impl Shutdown {
    /// A shutdown that nothing has asked for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens for SIGTERM and SIGINT; the first turns readiness off and stops after `drain`, a
    /// second one stops at once.
    pub fn on_signals(&self, readiness: Readiness, drain: Duration) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let stop = self.stop.clone();
        tokio::spawn(async move {
            let mut next = async || {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            };
            next().await;
            tracing::info!("stopping");
            readiness.drain();
            tokio::select! {
                () = tokio::time::sleep(drain) => {}
                () = next() => {}
            }
            stop.cancel();
        });
        Ok(())
    }

    /// Stops now, without a pause.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether the time has come.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Resolves when listeners and background work have to end. The future owns what it needs, as
    /// `axum::serve(..).with_graceful_shutdown` asks for.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        self.stop.clone().cancelled_owned()
    }
}
