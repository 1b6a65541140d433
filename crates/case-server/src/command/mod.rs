//! What the subcommands do, and how a Job says how it went.

pub(crate) mod configure;
pub(crate) mod migrate;
mod new_configuration;
pub(crate) mod openapi;
pub(crate) mod patience;
pub(crate) mod prepare;
pub(crate) mod readiness;
pub(crate) mod release;
mod samples;
pub(crate) mod serve;

use std::path::Path;

use primero_case_db::DbError;
use primero_case_db::schema::SchemaError;
use primero_tenant_contract::command::Exit;
use primero_tenant_contract::mount;
use primero_tenant_contract::result::{Failure, JobResult};

use crate::config::ConfigError;

pub use configure::configure;
pub use serve::Service;

/// How a Job ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) result: JobResult,
}

/// Why a step of a Job did not work.
#[derive(Debug)]
pub struct Failed {
    exit: Exit,
    reason: &'static str,
    message: String,
}

impl Failed {
    /// Nothing is wrong with the input; a later try may work.
    pub(crate) fn retry(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Retry,
            reason,
            message: message.into(),
        }
    }

    /// The input can never work.
    pub(crate) fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit: Exit::InvalidInput,
            reason,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failed {}

impl Outcome {
    /// The outcome of steps that filled in `result` as far as they came.
    pub(crate) fn of(mut result: JobResult, steps: Result<(), Failed>) -> Self {
        let Err(failed) = steps else {
            return Self {
                exit: Exit::Done,
                result,
            };
        };
        tracing::error!(reason = failed.reason, "{}", failed.message);
        let Failed {
            exit,
            reason,
            message,
        } = failed;
        result.failure = Some(Failure {
            reason: reason.to_owned(),
            message,
        });
        Self { exit, result }
    }

    /// Leaves the result where the kubelet looks for it, where there is a kubelet.
    pub(crate) fn report(&self) {
        let message = self.result.to_message();
        tracing::info!(exit = self.exit.code(), "finished: {message}");
        let log = Path::new(mount::TERMINATION_LOG);
        if log.exists()
            && let Err(error) = std::fs::write(log, message)
        {
            tracing::warn!(%error, "failed to write the termination message");
        }
    }
}

impl From<ConfigError> for Failed {
    fn from(error: ConfigError) -> Self {
        // A file that is not there may be mounted a moment later; a wrong one stays wrong.
        let exit = match error {
            ConfigError::Read { .. } => Exit::Retry,
            ConfigError::Content { .. } => Exit::InvalidInput,
        };
        Self {
            exit,
            reason: "MountInvalid",
            message: chain(&error),
        }
    }
}

impl From<DbError> for Failed {
    fn from(error: DbError) -> Self {
        let exit = if error.is_retryable() || matches!(error, DbError::Stale) {
            Exit::Retry
        } else {
            Exit::InvalidInput
        };
        Self {
            exit,
            reason: "DatabaseFailed",
            message: chain(&error),
        }
    }
}

impl From<SchemaError> for Failed {
    fn from(error: SchemaError) -> Self {
        match error {
            SchemaError::Newer { .. } => Self {
                exit: Exit::Refused,
                reason: "SchemaNewer",
                message: chain(&error),
            },
            SchemaError::Altered { .. } => Self {
                exit: Exit::Refused,
                reason: "SchemaAltered",
                message: chain(&error),
            },
            SchemaError::Migrate(_) => Self {
                exit: Exit::Retry,
                reason: "MigrationFailed",
                message: chain(&error),
            },
            SchemaError::Db(error) => error.into(),
        }
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
