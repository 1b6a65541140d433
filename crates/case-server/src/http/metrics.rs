//! Counts requests by route and status.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use primero_telemetry::metrics::Metrics;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

/// Upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 8] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// A kind of request. Routes are patterns, so no id becomes a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

/// The numbers.
#[derive(Debug, Clone)]
pub(crate) struct HttpMetrics {
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
}

impl Default for HttpMetrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            seconds: Histogram::new(BUCKETS),
        }
    }
}

impl HttpMetrics {
    /// Adds the numbers to what the admin port shows.
    pub(crate) fn register(&self, metrics: &Metrics) {
        metrics.register(|registry| {
            let requests = self.requests.clone();
            registry.register("http_requests", "Requests by route and status", requests);
            let seconds = self.seconds.clone();
            registry.register("http_request_seconds", "Time to an answer", seconds);
        });
    }
}

/// Middleware for `axum::middleware::from_fn_with_state`.
pub(crate) async fn count(
    State(metrics): State<HttpMetrics>,
    request: Request,
    next: Next,
) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let method = label(request.method()).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    metrics.seconds.observe(started.elapsed().as_secs_f64());
    let labels = RequestLabels {
        method,
        route: route.unwrap_or_else(|| "unmatched".to_owned()),
        status: response.status().as_u16(),
    };
    metrics.requests.get_or_create(&labels).inc();
    response
}

/// A stranger may invent methods; each of them as a label would stay in memory for good.
fn label(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PATCH
        | Method::PUT
        | Method::DELETE => method.as_str(),
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_methods_share_one_label() {
        assert_eq!(label(&Method::PATCH), "PATCH");
        assert_eq!(label(&Method::from_bytes(b"INVENTED1").unwrap()), "other");
    }
}
