//! Runs a case: its steps in order, up to the first that is not as expected.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::cases::{Block, Case, Exchange, Expected, Identity, Step};
use crate::expectation;
use crate::fixtures::{PASSWORD, Server};
use crate::variables::{Variables, plain};
use crate::wire::{self, Answer, Browser, Client};

/// Characters of a body that a report shows.
const EXCERPT: usize = 600;

/// How a block went.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The block's id.
    pub(crate) id: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// What went wrong; nothing when it passed.
    pub(crate) failure: Option<Failure>,
}

/// What went wrong in a block.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The step that was not as expected.
    pub(crate) step: String,
    /// What differed, or why the step could not be made.
    pub(crate) differences: Vec<String>,
    /// The beginning of the answer's body.
    pub(crate) body: Option<String>,
}

/// Runs one block.
pub(crate) async fn block(block: Block) -> Outcome {
    let began = Instant::now();
    let failure = match block.case {
        Ok(case) => run(&case).await.err(),
        Err(broken) => Some(Failure::of("the block", broken.to_string())),
    };
    Outcome {
        id: block.id,
        took: began.elapsed(),
        failure,
    }
}

impl Failure {
    fn of(step: &str, difference: String) -> Self {
        Self {
            step: step.to_owned(),
            differences: vec![difference],
            body: None,
        }
    }
}

async fn run(case: &Case) -> Result<(), Failure> {
    let failed = |error: anyhow::Error| Failure::of("start", format!("{error:#}"));
    let server = Server::start().await.map_err(failed)?;
    let outcome = steps(&server, case).await;
    let stopped = server.stop().await;
    outcome?;
    stopped.map_err(|error| Failure::of("end", format!("{error:#}")))
}

async fn steps(server: &Server, case: &Case) -> Result<(), Failure> {
    let mut run = Run {
        server,
        variables: server
            .variables()
            .await
            .map_err(|error| Failure::of("start", format!("{error:#}")))?,
        browsers: BTreeMap::new(),
    };
    // The case's own session is there before `given`, which may lock the configuration or take the
    // database away.
    if let Identity::Session(user) = &case.identity {
        run.sign_in(user)
            .await
            .map_err(|error| Failure::of("sign in", format!("{error:#}")))?;
        server.reset_throttles();
    }
    for (name, step) in &case.steps {
        run.step(&case.identity, name, step).await?;
    }
    Ok(())
}

/// A case while it runs.
struct Run<'a> {
    server: &'a Server,
    variables: Variables,
    /// The browsers of those who signed in.
    browsers: BTreeMap<String, Browser>,
}

impl Run<'_> {
    async fn step(&mut self, own: &Identity, name: &str, step: &Step) -> Result<(), Failure> {
        let done = match step {
            Step::Exchange(exchange) => return self.exchange(own, name, exchange).await,
            Step::Settings(settings) => match self.variables.map(settings) {
                Ok(settings) => self.server.set_settings(&settings).await,
                Err(unknown) => return Err(Failure::of(name, unknown)),
            },
            Step::Write { record, data } => match self.variables.value(data) {
                Ok(data) => self.server.write(record, &data).await,
                Err(unknown) => return Err(Failure::of(name, unknown)),
            },
            Step::Grant { user, actions } => self.server.grant(user, actions).await,
            Step::DatabaseDown => self.server.take_database_away().await,
        };
        done.map_err(|error| Failure::of(name, format!("{error:#}")))
    }

    async fn exchange(
        &mut self,
        own: &Identity,
        name: &str,
        exchange: &Exchange,
    ) -> Result<(), Failure> {
        let identity = exchange.identity.as_ref().unwrap_or(own);
        let step = format!(
            "{name}: {} {} as {identity}",
            exchange.method, exchange.target
        );
        let failed = |error: anyhow::Error| Failure::of(&step, format!("{error:#}"));
        if let Some(by) = exchange.clock {
            self.server.advance(by);
        }
        let mut answer = self.send(identity, exchange).await.map_err(failed)?;
        for _ in 1..exchange.repeat {
            answer = self.send(identity, exchange).await.map_err(failed)?;
        }
        let mut differences = self.differences(&answer, &exchange.expected);
        for (name, path) in &exchange.save {
            let body = answer.json().unwrap_or_default();
            let path = self.variables.text(path);
            match path.and_then(|path| expectation::value_at(&body, &path)) {
                Ok(value) => self.variables.set(name.clone(), value),
                Err(wrong) => differences.push(format!("save {name}: {wrong}")),
            }
        }
        if differences.is_empty() {
            return Ok(());
        }
        Err(Failure {
            step,
            differences,
            body: Some(excerpt(&answer)),
        })
    }

    async fn send(&mut self, identity: &Identity, exchange: &Exchange) -> Result<Answer> {
        let put_in = |text: &str| self.variables.text(text).map_err(anyhow::Error::msg);
        let target = put_in(&exchange.target)?;
        let body = exchange
            .body
            .as_ref()
            .map(|body| self.variables.value(body));
        let body = body.transpose().map_err(anyhow::Error::msg)?;
        let (mut headers, body) = wire::body(body.as_ref());
        headers.extend(self.headers_of(identity, &exchange.method, &target).await?);
        for (name, value) in &exchange.headers {
            headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
            if let Some(value) = value {
                let value = self.variables.value(value).map_err(anyhow::Error::msg)?;
                headers.push((name.clone(), plain(&value)));
            }
        }
        let client = self.client();
        let answer = client
            .send(&exchange.method, &target, &headers, body)
            .await?;
        if let Identity::Session(user) = identity
            && let Some(browser) = self.browsers.get_mut(user)
        {
            browser.keep(&answer);
        }
        Ok(answer)
    }

    /// What a caller of this kind sends along.
    async fn headers_of(
        &mut self,
        identity: &Identity,
        method: &str,
        target: &str,
    ) -> Result<Vec<(String, String)>> {
        match identity {
            Identity::Basic(user) => Ok(vec![wire::basic(user, PASSWORD)]),
            Identity::Anonymous => {
                let browser = Browser::for_request(self.client(), method, target).await?;
                Ok(browser.headers())
            }
            Identity::Session(user) => {
                if !self.browsers.contains_key(user) {
                    self.sign_in(user).await?;
                }
                Ok(self
                    .browsers
                    .get(user)
                    .map(Browser::headers)
                    .unwrap_or_default())
            }
        }
    }

    async fn sign_in(&mut self, user: &str) -> Result<()> {
        let browser = Browser::signed_in(self.client(), user, PASSWORD).await?;
        self.browsers.insert(user.to_owned(), browser);
        Ok(())
    }

    const fn client(&self) -> Client {
        self.server.client()
    }

    fn differences(&self, answer: &Answer, expected: &Expected) -> Vec<String> {
        let mut found = Vec::new();
        if answer.status != expected.status {
            let (wanted, got) = (expected.status, answer.status);
            found.push(format!("status: expected {wanted}, got {got}"));
        }
        match self.variables.map(&expected.headers) {
            Ok(headers) => found.extend(headers.iter().filter_map(|(name, value)| {
                let text = answer.header(name);
                expectation::text_difference(name, text.as_deref(), value)
            })),
            Err(unknown) => found.push(unknown),
        }
        if expected.is_empty && !answer.body.is_empty() {
            found.push("body: expected none".to_owned());
        }
        if expected.json.is_empty() {
            return found;
        }
        let Some(body) = answer.json() else {
            found.push("body: expected JSON".to_owned());
            return found;
        };
        match self.variables.map(&expected.json) {
            Ok(json) => found.extend(
                json.iter()
                    .filter_map(|(path, value)| expectation::difference(&body, path, value)),
            ),
            Err(unknown) => found.push(unknown),
        }
        found
    }
}

fn excerpt(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.into_owned(),
    }
}
