//! Readiness that tells the truth: named checks, asked when a probe asks.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long one check may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(2);

type Answer = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
type Ask = Box<dyn Fn() -> Answer + Send + Sync>;

/// Whether the program should get traffic; clones share the state.
#[derive(Clone)]
pub struct Readiness {
    state: Arc<State>,
}

struct State {
    draining: AtomicBool,
    checks: Vec<(&'static str, Ask)>,
}

/// What a probe learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Traffic may come.
    pub ready: bool,
    /// Every check by name, with the reason when it failed.
    pub checks: Vec<(&'static str, Result<(), String>)>,
}

/// Collects the checks of a program before it starts.
#[derive(Default)]
pub struct Builder {
    checks: Vec<(&'static str, Ask)>,
}

impl Builder {
    /// Adds a check. Its reason is shown to whoever may ask the admin port: no secrets, no persons.
    #[must_use]
    pub fn check<F, A>(mut self, name: &'static str, ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.checks.push((name, Box::new(move || Box::pin(ask()))));
        self
    }

    /// The finished set of checks.
    pub fn build(self) -> Readiness {
        let state = State {
            draining: AtomicBool::new(false),
            checks: self.checks,
        };
        Readiness {
            state: Arc::new(state),
        }
    }
}

impl Readiness {
    /// Starts a set of checks.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// From now on every probe fails, so that no new traffic comes while requests finish.
    pub fn drain(&self) {
        self.state.draining.store(true, Ordering::Release);
    }

    /// Asks every check.
    pub async fn report(&self) -> Report {
        let mut checks = Vec::with_capacity(self.state.checks.len() + 1);
        if self.state.draining.load(Ordering::Acquire) {
            checks.push(("shutdown", Err("the program is stopping".to_owned())));
        }
        for (name, ask) in &self.state.checks {
            let answer = tokio::time::timeout(PATIENCE, ask())
                .await
                .unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())));
            checks.push((*name, answer));
        }
        Report {
            ready: checks.iter().all(|(_, answer)| answer.is_ok()),
            checks,
        }
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.state.checks.iter().map(|(name, _)| name).collect();
        f.debug_struct("Readiness")
            .field("checks", &names)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("checks", &self.checks.len())
            .finish()
    }
}
