//! Logs, traces, metrics, health and shutdown, the same for every binary.
//!
//! A program calls [`init`] first thing in `main`, keeps the returned [`Telemetry`], serves
//! [`admin::router`] on its admin port and stops when [`shutdown::Shutdown`] says so. Nothing here
//! knows the domain, and nothing here may carry personal data: log fields are ids.

pub mod admin;
mod logs;
pub mod metrics;
pub mod readiness;
pub mod shutdown;
mod traces;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What can go wrong while telemetry starts.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// `PRIMERO_LOG` does not parse.
    #[error("PRIMERO_LOG is not a list of log directives such as \"info,sqlx=warn\"")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
    /// The OTLP exporter could not be built from the `OTEL_*` variables.
    #[error("failed to start the trace exporter from the OTEL_EXPORTER_OTLP_* variables")]
    Exporter(#[source] opentelemetry_otlp::ExporterBuildError),
    /// Another subscriber is installed already.
    #[error("telemetry was started twice")]
    Twice(#[source] tracing_subscriber::util::TryInitError),
}

/// Keeps the trace exporter alive; dropping it sends what is still queued.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<traces::Traces>,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(traces) = self.traces.take() {
            traces.stop();
        }
    }
}

/// Starts logging for the program `service`, and tracing when an OTLP endpoint is configured.
///
/// Call it before a tokio runtime exists: the exporter runs on a thread of its own.
pub fn init(service: &'static str) -> Result<Telemetry, InitError> {
    let traces = traces::Traces::from_env(service).map_err(InitError::Exporter)?;
    tracing_subscriber::registry()
        .with(logs::filter()?)
        .with(logs::layer())
        .with(traces.as_ref().map(|traces| traces.layer(service)))
        .try_init()
        .map_err(InitError::Twice)?;
    Ok(Telemetry { traces })
}
