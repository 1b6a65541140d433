//! Counts letters by what became of them.

use primero_telemetry::metrics::Metrics;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Outcome {
    /// The mail server took it.
    Sent,
    /// The mail server did not.
    Failed,
    /// There is no mail server.
    Unconfigured,
    /// Nobody who may read it has the address.
    NoReader,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: Outcome,
}

/// The numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct MailMetrics(Family<Labels, Counter>);

impl MailMetrics {
    /// Adds the numbers to what the admin port shows.
    pub(crate) fn register(&self, metrics: &Metrics) {
        let letters = self.0.clone();
        metrics.register(|registry| {
            registry.register(
                "letters",
                "Letters to users by what became of them",
                letters,
            );
        });
    }

    /// Counts a letter.
    pub(crate) fn count(&self, outcome: Outcome) {
        self.0.get_or_create(&Labels { outcome }).inc();
    }
}
