//! How far the steps from manifest to tenant are, as one reconcile finds and leaves them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use primero_crd::condition::reasons;
use primero_crd::instance::status::{
    AllocatedDatabase, AllocatedNamespace, ConfigurationStatus, InventoryItem, SchemaStatus,
    StepName,
};

use crate::writer::WriteError;

/// The status of an answer that says that an object is invalid.
const UNPROCESSABLE: u16 = 422;

/// How a step ended, or why it has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// It is done.
    Done,
    /// It waits for a step before it.
    Pending,
    /// It is under way; why it takes time.
    Running {
        /// A word of [`reasons`].
        reason: &'static str,
        /// For a person.
        message: String,
    },
    /// It failed.
    Failed(Failure),
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A word of [`reasons`].
    pub reason: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether nothing will change until a person acts.
    pub stalled: bool,
}

impl Failure {
    /// A failure that is tried again.
    pub fn retried(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
            stalled: false,
        }
    }

    /// A failure that a person has to act on.
    pub fn stalled(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
            stalled: true,
        }
    }

    /// A failure with the whole chain of its causes as message.
    pub fn of(reason: &'static str, error: &(dyn std::error::Error + 'static)) -> Self {
        Self::retried(reason, chain(error))
    }

    /// A call to the API server failed. What the server calls invalid stays so until somebody changes
    /// the manifest, or the plan or server that it names; all else is tried again.
    pub fn retrying(error: &(dyn std::error::Error + 'static)) -> Self {
        let response = error
            .downcast_ref::<WriteError>()
            .and_then(WriteError::response);
        if response.is_some_and(|response| response.code == UNPROCESSABLE) {
            return Self::stalled(
                reasons::INVALID_SPEC,
                format!(
                    "{}; change what spec, plan or database server ask for",
                    chain(error)
                ),
            );
        }
        Self::of(reasons::RETRYING, error)
    }
}

impl StepResult {
    /// A step that is under way.
    pub fn running(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Running {
            reason,
            message: message.into(),
        }
    }

    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        *self == Self::Done
    }
}

impl From<Result<StepResult, Failure>> for StepResult {
    fn from(result: Result<StepResult, Failure>) -> Self {
        result.unwrap_or_else(Self::Failed)
    }
}

impl From<Result<(), Failure>> for StepResult {
    fn from(result: Result<(), Failure>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Done)
    }
}

/// An error and its causes in one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = answer(error).map_or_else(|| error.to_string(), str::to_owned);
        // Some errors repeat their cause in what they say themselves.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        if answer(error).is_some() {
            break;
        }
        cause = error.source();
    }
    text
}

/// What the API server said, if an error is that: printed whole, it looks as in a debugger.
fn answer<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a str> {
    let boxed = error.downcast_ref::<Box<kube::Error>>().map(AsRef::as_ref);
    match boxed.or_else(|| error.downcast_ref()) {
        Some(kube::Error::Api(response)) if !response.message.is_empty() => Some(&response.message),
        _ => None,
    }
}

/// A step with the times between which this reconcile worked on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// How it ended.
    pub result: StepResult,
    /// When it began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
}

/// What one reconcile found and did.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    steps: BTreeMap<StepName, Worked>,
    /// The tenant's namespace.
    pub namespace: Option<AllocatedNamespace>,
    /// The tenant's database.
    pub database: Option<AllocatedDatabase>,
    /// The tenant's data key.
    pub data_key_id: Option<String>,
    /// The database schema.
    pub schema: Option<SchemaStatus>,
    /// The configuration.
    pub configuration: Option<ConfigurationStatus>,
    /// The tenant is hibernated or suspended.
    pub switched_off: bool,
    /// Pods that serve, of whatever version.
    pub serving: i32,
    /// The objects in the tenant's namespace.
    pub inventory: Option<Vec<InventoryItem>>,
}

impl Progress {
    /// Takes note of how a step ended.
    pub fn record(
        &mut self,
        step: StepName,
        result: impl Into<StepResult>,
        start: Timestamp,
        end: Timestamp,
    ) {
        self.steps.insert(
            step,
            Worked {
                result: result.into(),
                start,
                end,
            },
        );
    }

    /// How a step ended, if this reconcile worked on it.
    pub fn step(&self, step: StepName) -> Option<&Worked> {
        self.steps.get(&step)
    }

    /// Whether a step is done.
    pub fn is_done(&self, step: StepName) -> bool {
        self.step(step)
            .is_some_and(|worked| worked.result.is_done())
    }

    /// Whether all steps are done.
    pub fn is_complete(&self) -> bool {
        StepName::ALL.iter().all(|step| self.is_done(*step))
    }

    /// Whether nothing is left to do: all steps are done, or all but the request that a tenant which
    /// is switched off cannot answer.
    pub fn is_at_rest(&self) -> bool {
        self.is_complete() || self.switched_off && self.waits_for_edge()
    }

    /// Whether the edge is all that is missing: it does not tell when it is ready.
    pub fn waits_for_edge(&self) -> bool {
        let open = |step: &&StepName| !self.is_done(**step);
        matches!(
            StepName::ALL.iter().find(open),
            Some(StepName::Edge | StepName::SmokeTest)
        )
    }

    /// The first failure that a person has to act on.
    pub fn stalled(&self) -> Option<&Failure> {
        self.failures().find(|failure| failure.stalled)
    }

    /// The first failure that is tried again.
    pub fn retried(&self) -> Option<&Failure> {
        self.failures().find(|failure| !failure.stalled)
    }

    fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.steps
            .values()
            .filter_map(|worked| match &worked.result {
                StepResult::Failed(failure) => Some(failure),
                StepResult::Done | StepResult::Pending | StepResult::Running { .. } => None,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube::core::Status;

    fn refused(code: u16) -> Failure {
        let status = Status::failure("Ingress \"core\" is invalid: spec.rules[0].host", "Invalid");
        let source = kube::Error::Api(Box::new(status.with_code(code)));
        Failure::retrying(&WriteError::new("apply", "Ingress", "core", source))
    }

    #[test]
    fn what_the_api_server_calls_invalid_waits_for_a_person() {
        let failure = refused(422);
        assert_eq!((failure.stalled, failure.reason), (true, "InvalidSpec"));
        assert_eq!(
            failure.message,
            "failed to apply Ingress \"core\": Ingress \"core\" is invalid: spec.rules[0].host; \
             change what spec, plan or database server ask for"
        );
    }

    #[test]
    fn a_cause_that_was_said_already_is_not_repeated() {
        #[derive(Debug, thiserror::Error)]
        #[error("failed to read")]
        struct Outer(#[source] Middle);
        #[derive(Debug, thiserror::Error)]
        #[error("the server says: {0}")]
        struct Middle(#[source] std::fmt::Error);
        let error = Outer(Middle(std::fmt::Error));
        assert_eq!(
            chain(&error),
            format!("failed to read: the server says: {}", std::fmt::Error)
        );
    }

    #[test]
    fn other_answers_are_tried_again() {
        for code in [403, 409, 429, 500, 503] {
            assert!(!refused(code).stalled, "{code}");
        }
    }
}
