//! A sample of durations and what is said of it.

use std::time::Duration;

/// Durations in seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// Adds one observation.
    pub(crate) fn add(&mut self, duration: Duration) {
        self.0.push(duration.as_secs_f64());
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value that `percent` of the observations do not exceed (nearest rank); 0 without any.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(0.0)
    }
}

impl FromIterator<Duration> for Sample {
    fn from_iter<I: IntoIterator<Item = Duration>>(durations: I) -> Self {
        Self(
            durations
                .into_iter()
                .map(|duration| duration.as_secs_f64())
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_observations() {
        let sample: Sample = (1..=10).map(Duration::from_secs).collect();
        assert!((sample.percentile(50) - 5.0).abs() < f64::EPSILON);
        assert!((sample.percentile(95) - 10.0).abs() < f64::EPSILON);
        assert!((Sample::default().percentile(50)).abs() < f64::EPSILON);
    }
}
