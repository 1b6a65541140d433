//! One HTTP request and its answer, whatever the status.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// Longest time that one request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client that reports statuses instead of turning them into errors.
#[derive(Clone, Debug)]
pub struct Client(Agent);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .proxy(None)
            .max_redirects(0)
            .build();
        Self(config.into())
    }
}

impl Client {
    /// Sends `method` to `url` with `headers` and, when there is one, a body.
    pub fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            Some(body) => self.0.run(request.body(body.to_string())?),
            None => self.0.run(request.body(())?),
        };
        let mut answer = sent.with_context(|| format!("no answer to {method} {url}"))?;
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer
                .body_mut()
                .with_config()
                .limit(64 << 20)
                .read_to_string()?,
        })
    }
}

impl Answer {
    /// Whether the status is one of the 200s.
    pub fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; null when there is none.
    pub fn json(&self) -> Result<Value> {
        if self.text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&self.text)
            .with_context(|| format!("{} with a body that is no JSON: {}", self.status, self.text))
    }

    /// This answer, or an error that shows it when it is no success.
    pub fn success(self, what: &str) -> Result<Self> {
        ensure!(
            self.succeeded(),
            "{what} was answered with {}: {}",
            self.status,
            self.text
        );
        Ok(self)
    }
}
