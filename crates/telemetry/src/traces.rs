//! Traces over OTLP, off until `OTEL_EXPORTER_OTLP_ENDPOINT` (or the one for traces) is set.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::ExporterBuildError;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// A running exporter.
#[derive(Debug)]
pub(crate) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// The exporter that the environment asks for; `None` costs no thread and no memory.
    pub(crate) fn from_env(service: &'static str) -> Result<Option<Self>, ExporterBuildError> {
        let wanted = ENDPOINTS
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|url| !url.is_empty()));
        if !wanted {
            return Ok(None);
        }
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_resource(Resource::builder().with_service_name(service).build())
            .with_batch_exporter(exporter)
            .build();
        Ok(Some(Self { provider }))
    }

    /// The tracing layer that feeds the exporter.
    pub(crate) fn layer<S>(&self, service: &'static str) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer().with_tracer(self.provider.tracer(service))
    }

    /// Sends what is queued and ends the exporter's thread.
    pub(crate) fn stop(self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "failed to send the last traces");
        }
    }
}
