//! What the operator counts. No label carries an instance's name.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

/// Counters of the operator; clones share them.
#[derive(Clone, Debug)]
pub struct Metrics {
    reconciles: Family<Outcome, Counter>,
    duration: Histogram,
    writes: Counter,
    skipped: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

impl Metrics {
    /// Registers the counters.
    pub fn new(metrics: &primero_telemetry::metrics::Metrics) -> Self {
        let new = Self {
            reconciles: Family::default(),
            duration: Histogram::new([0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0]),
            writes: Counter::default(),
            skipped: Counter::default(),
        };
        metrics.register(|registry| {
            registry.register(
                "reconciles",
                "Reconciles by outcome",
                new.reconciles.clone(),
            );
            registry.register(
                "reconcile_duration_seconds",
                "Time that a reconcile took",
                new.duration.clone(),
            );
            registry.register("writes", "Objects written", new.writes.clone());
            registry.register(
                "writes_skipped",
                "Objects not written since they were as intended",
                new.skipped.clone(),
            );
        });
        new
    }

    /// Counts a write.
    pub fn written(&self) {
        self.writes.inc();
    }

    /// Counts a write that was not needed.
    pub fn skipped(&self) {
        self.skipped.inc();
    }

    /// Counts a reconcile.
    pub fn reconciled(&self, outcome: &'static str, took: Duration) {
        self.reconciles.get_or_create(&Outcome { outcome }).inc();
        self.duration.observe(took.as_secs_f64());
    }
}
