//! Structured logs on standard error: JSON for machines, plain lines on a terminal.

use std::io::IsTerminal as _;

use tracing::Subscriber;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};

use crate::InitError;

/// Statements and notices are no news, and what the API server answered may name people: `kube_client` prints
/// the whole of an answer that it cannot read.
const QUIET: &str = "info,sqlx=warn,kube_client::client=error";

/// Directives of `PRIMERO_LOG`, else everything from `info` up.
pub(crate) fn filter() -> Result<EnvFilter, InitError> {
    match std::env::var("PRIMERO_LOG") {
        Ok(directives) if !directives.is_empty() => {
            EnvFilter::try_new(directives).map_err(InitError::Filter)
        }
        Ok(_) | Err(_) => Ok(EnvFilter::new(QUIET)),
    }
}

/// The layer that writes one line an event.
///
/// Standard output is left to results (links, generated manifests), so that scripts can read it.
pub(crate) fn layer<S>() -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        lines.with_target(false).boxed()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed()
    }
}
